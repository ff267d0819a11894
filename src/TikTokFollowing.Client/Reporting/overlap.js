  // In reports of several lists, this replaces the null in report.js.
  const overlap = (() => {
    const { shared, lists, counts, pairs, incomplete } = data.overlap;
    const read = columnsOf(data.accounts);

    function section(id, title, ...children) {
      const heading = element("h2", { id: `${id}-heading` }, title);
      return element("section", { "aria-labelledby": heading.id, id }, heading, ...children);
    }

    const hint = (...sentences) => element("p", { class: "hint" }, sentences.filter(Boolean).join(" "));

    // ---- in at least n lists ----

    const inLists = Array.from({ length: data.summary.entries }, (_, row) => (read.list(row) === null ? null : 1));
    for (const rows of shared) {
      for (const row of rows) {
        inLists[row] = rows.length;
      }
    }
    const most = shared.length > 0 ? shared[0].length : 1;

    function atLeast(from, countOf) {
      const steps = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000];
      const numbersOfLists = [...steps.filter((step) => step >= from && step < most), ...(most >= from ? [most] : [])];
      return {
        label: "In lists",
        options: [
          { label: from > 2 ? "At least 2" : "Any number" },
          ...numbersOfLists.map((number) => ({
            label: `At least ${numbers.format(number)}`,
            accepts: (row) => countOf(row) >= number,
          })),
        ],
      };
    }

    const filter = atLeast(2, (row) => inLists[row]);
    const column = {
      label: "Lists",
      class: "number",
      isNumber: true,
      sort: (row) => inLists[row],
      cell: (row) => (inLists[row] === null ? null : numbers.format(inLists[row])),
    };

    // ---- most shared accounts ----

    const usersOf = shared.map((rows) => rows.map(read.list).sort(words.compare));

    function usersCell(at) {
      const users = usersOf[at].flatMap((name, place) => [place === 0 ? "" : ", ", userText(`@${name}`)]);
      return element("div", { tabindex: users.length > 16 ? "0" : null }, ...users);
    }

    // A row of this table is an account, and shows the newest of its rows in the table of accounts.
    const ofAccount = (each) => ({
      ...each,
      sort: each.sort && ((at) => each.sort(shared[at][0])),
      text: each.text && ((at) => each.text(shared[at][0])),
      cell: (at) => each.cell(shared[at][0]),
    });

    function sharedSection() {
      const root = element("div", { id: "shared-table" });
      const isOne = shared.length === 1;
      const made = section(
        "shared",
        "Most shared accounts",
        hint(
          shared.length === 0
            ? "No account is in more than one list."
            : `${plural(shared.length, "account", "accounts")} ${isOne ? "is" : "are"} in at least two of ` +
                `${plural(data.summary.lists, "list", "lists")}.`,
        ),
        root,
      );
      byId("totals").after(made);
      if (shared.length === 0) {
        return made;
      }
      const lists = {
        label: "Lists",
        class: "number",
        isNumber: true,
        sort: (at) => shared[at].length,
        cell: (at) => numbers.format(shared[at].length),
      };
      const users = {
        label: "Followed by",
        class: "users",
        text: (at) => usersOf[at].join("\n"),
        cell: usersCell,
      };
      const profile = accountColumns(read, false, "").filter(({ label }) =>
        ["Followers", "Region", "Bio"].includes(label),
      );
      showTable(root, {
        title: "Most shared accounts",
        count: shared.length,
        one: "account",
        many: "accounts",
        searched: "names, users, regions and bios",
        sizes: [10, 50, 100, 500],
        filters: most > 2 ? [atLeast(3, (at) => shared[at].length)] : [],
        columns: [ofAccount(whoColumn(read)), lists, users, ...profile.map(ofAccount)],
      });
      return made;
    }

    // ---- overlap of the lists ----

    const measures = [
      {
        label: "Jaccard index",
        of: (pair) => pair[1],
        meaning: "the shared accounts as a share of all accounts of both lists",
      },
      {
        label: "Overlap coefficient",
        of: (pair) => pair[2],
        meaning: "the shared accounts as a share of the shorter list",
      },
    ];
    const levels = 5;
    const sizes = [
      ["upright", 5],
      ["large", 20],
      ["huge", 40],
    ];

    // Pairs are sorted by their first list, and then by their second.
    const startOf = (first) => (first * (2 * lists.length - first - 1)) / 2;
    const pairOf = (a, b) => pairs[startOf(Math.min(a, b)) + Math.abs(a - b) - 1];

    function describePair(first, second) {
      const [both, jaccard, coefficient] = pairOf(first, second);
      return (
        visible(`@${lists[first]} and @${lists[second]}: ${plural(both, "shared account", "shared accounts")}, `) +
        `Jaccard index ${shares.format(jaccard)}, overlap coefficient ${shares.format(coefficient)}`
      );
    }

    function matrixSection() {
      const names = lists.map((_, at) => at).sort((a, b) => words.compare(lists[a], lists[b]));
      const chosen = element(
        "select",
        {},
        ...measures.map(({ label }, at) => element("option", { value: at }, label)),
      );
      const explanation = element("p", { class: "hint", role: "status" });
      const key = element("ul", { class: "levels", "aria-label": "Colors" });
      const body = element("tbody");

      function cell(row, other, { of }, top) {
        if (row === other) {
          return element(
            "td",
            { class: "own", title: `${visible(`@${lists[row]}`)}: ${plural(counts[row], "account", "accounts")}` },
            numbers.format(counts[row]),
            element("span", { class: "unseen" }, " in the list"),
          );
        }
        const pair = pairOf(row, other);
        return element(
          "td",
          { class: `level-${levelOf(of(pair), top)}`, title: describePair(row, other) },
          element("span", { class: "both" }, numbers.format(pair[0])),
          " ",
          element("span", { class: "rate" }, shares.format(of(pair))),
        );
      }

      function draw() {
        const measure = measures[chosen.value];
        const top = Math.max(...pairs.map(measure.of));
        explanation.textContent =
          "The first number of a cell is the number of shared accounts. The second one and the color show the " +
          `${measure.label}: ${measure.meaning}. The diagonal shows the number of accounts of each list.`;
        key.hidden = top === 0 || pairs.length === 1;
        key.replaceChildren(
          ...Array.from({ length: levels + 1 }, (_, level) =>
            element(
              "li",
              { class: `level-${level}` },
              level === 0 ? shares.format(0) : `\u2264 ${shares.format((top * level) / levels)}`,
            ),
          ),
        );
        body.replaceChildren(
          ...names.map((row) =>
            element(
              "tr",
              {},
              element("th", { scope: "row", title: visible(`@${lists[row]}`) }, userText(`@${lists[row]}`)),
              ...names.map((other) => cell(row, other, measure, top)),
            ),
          ),
        );
      }

      chosen.addEventListener("change", draw);
      draw();
      const isCut = lists.length < data.summary.lists;
      return section(
        "matrix",
        "Overlap of the lists",
        isCut
          ? hint(
              `The matrix shows the ${numbers.format(lists.length)} of ${numbers.format(data.summary.lists)} lists ` +
                "that contain the most shared accounts.",
            )
          : null,
        explanation,
        element("div", { class: "tools" }, element("label", {}, "Color and percentage", chosen), key),
        element(
          "div",
          { class: "scroller", role: "region", "aria-label": "Overlap of the lists", tabindex: "0" },
          element(
            "table",
            { class: `matrix ${sizes.flatMap(([name, above]) => (lists.length > above ? [name] : [])).join(" ")}` },
            element("caption", { class: "unseen" }, "Shared accounts of each pair of lists"),
            element(
              "thead",
              {},
              element(
                "tr",
                {},
                element("td", {}, element("span", { class: "unseen" }, "List")),
                ...names.map((at) =>
                  element(
                    "th",
                    { scope: "col", title: visible(`@${lists[at]}`) },
                    element("span", {}, userText(`@${lists[at]}`)),
                  ),
                ),
              ),
            ),
            body,
          ),
        ),
      );
    }

    // The strongest pair has the highest level, because most pairs of lists share few accounts.
    const levelOf = (value, top) => (value === 0 ? 0 : Math.min(levels, Math.ceil((value / top) * levels)));

    function showPairs(matrix) {
      const ends = lists.flatMap((_, first) =>
        lists
          .slice(first + 1)
          .map((_, at) => [first, first + 1 + at].sort((a, b) => words.compare(lists[a], lists[b]))),
      );
      const name = (label, end) => ({
        label,
        class: end === 0 ? "who" : "nowrap",
        isHead: end === 0,
        sort: (row) => lists[ends[row][end]],
        text: (row) => lists[ends[row][end]],
        cell: (row) => userText(`@${lists[ends[row][end]]}`),
      });
      const number = (label, value, format) => ({
        label,
        class: "number",
        isNumber: true,
        sort: value,
        cell: (row) => format.format(value(row)),
      });
      const [jaccard, coefficient] = measures.map(({ label, of }) => number(label, (row) => of(pairs[row]), shares));
      const root = element("div", { id: "pairs-table" });
      matrix.append(element("details", {}, element("summary", {}, "Show the pairs as a list"), root));
      showTable(root, {
        title: "Pairs of lists",
        count: pairs.length,
        one: "pair",
        many: "pairs",
        searched: "users",
        sizes: [10, 50, 100, 500],
        filters: [],
        first: jaccard,
        columns: [
          name("List", 0),
          name("Other list", 1),
          number("Shared", (row) => pairs[row][0], numbers),
          jaccard,
          coefficient,
        ],
      });
    }

    function show() {
      const after = sharedSection();
      const notice = incomplete === null ? null : element("p", { class: "notice" }, visible(incomplete));
      if (lists.length < 2) {
        after.append(
          hint("The input contains only the shared accounts of the lists, so the overlap of whole lists is unknown."),
          ...(notice ? [notice] : []),
        );
        return;
      }
      const matrix = matrixSection();
      after.after(matrix);
      if (notice) {
        matrix.firstChild.after(notice);
      }
      showPairs(matrix);
    }

    return { filter, column, show };
  })();
