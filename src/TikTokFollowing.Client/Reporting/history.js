  // In reports with a history, this replaces the null in report.js.
  const history = (() => {
    const { detected, confirmed, growth } = data.history;
    const read = columnsOf(data.changed);
    const signed = new Intl.NumberFormat(undefined, { signDisplay: "exceptZero" });
    const signedShares = new Intl.NumberFormat(undefined, {
      style: "percent",
      maximumFractionDigits: 1,
      signDisplay: "exceptZero",
    });
    const minutes = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

    function section(id, title, isChart, ...children) {
      const heading = element("h2", { id: `${id}-heading` }, title);
      const attributes = { "aria-labelledby": heading.id, id, class: isChart ? "chart" : null };
      return element("section", attributes, heading, ...children);
    }

    function detectedColumn() {
      const isConfirmed = new Set(confirmed);
      return detected.some((time) => time !== null)
        ? {
            label: "Detected",
            class: "when",
            isNumber: true,
            sort: (row) => detected[row],
            text: (row) => (isConfirmed.has(row) ? "Confirmed" : ""),
            cell: (row) =>
              detected[row] === null
                ? null
                : [
                    minutes.format(detected[row]),
                    ...(isConfirmed.has(row) ? [element("span", { class: "more" }, "Confirmed")] : []),
                  ],
          }
        : undefined;
    }

    // ---- changes per day, week, month or year, in the time zone of this computer ----

    const units = [
      { name: "day", most: 62, start: (y, m, d) => new Date(y, m, d), next: [0, 0, 1] },
      {
        name: "week", // from Monday, as in ISO 8601
        most: 110,
        start: (y, m, d) => new Date(y, m, d - ((new Date(y, m, d).getDay() + 6) % 7)),
        next: [0, 0, 7],
      },
      { name: "month", most: 120, start: (y, m) => new Date(y, m, 1), next: [0, 1, 0] },
      { name: "year", most: Infinity, start: (y) => new Date(y, 0, 1), next: [1, 0, 0] },
    ];

    function periodsOf(times) {
      const [from, to] = [Math.min, Math.max].map((extreme) => times.reduce((a, b) => extreme(a, b)));
      for (const unit of units) {
        const startOf = (time) => {
          const date = new Date(time);
          return unit.start(date.getFullYear(), date.getMonth(), date.getDate());
        };
        const starts = [];
        for (let start = startOf(from); start.getTime() <= to && starts.length <= unit.most; ) {
          starts.push(start.getTime());
          const [years, months, days] = unit.next;
          start = new Date(start.getFullYear() + years, start.getMonth() + months, start.getDate() + days);
        }
        if (starts.length <= unit.most) {
          const format =
            unit.name === "month"
              ? new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short" })
              : unit.name === "year"
                ? new Intl.DateTimeFormat(undefined, { year: "numeric" })
                : days;
          return {
            unit: unit.name,
            count: starts.length,
            at: new Map(starts.map((start, at) => [start, at])),
            of: (time) => startOf(time).getTime(),
            nameOf: (at) => (unit.name === "week" ? "week of " : "") + format.format(starts[at]),
          };
        }
      }
    }

    function countsOf(rows, periods) {
      const counts = { Followed: [], Unfollowed: [], other: [] };
      for (const each of Object.values(counts)) {
        each.push(...new Array(periods.count).fill(0));
      }
      for (const row of rows) {
        const { kind } = data.changes[row];
        const series = kind === "Followed" || kind === "Unfollowed" ? kind : "other";
        counts[series][periods.at.get(periods.of(detected[row]))]++;
      }
      return counts;
    }

    // Follows and unfollows first, then the other kinds in input order.
    const rank = (kind) => (kind === "Followed" ? 0 : kind === "Unfollowed" ? 1 : 2);
    const sum = (counts) => counts.reduce((all, count) => all + count, 0);
    const kindNames = ["New follows", "No longer listed", "Other changes"];
    const describe = ({ Followed, Unfollowed, other }, at) =>
      [Followed, Unfollowed, other]
        .map((counts, kind) => `${kindNames[kind]}: ${numbers.format(counts[at])}`)
        .join(", ");

    const explanations = new Map([
      ["Unfollowed", "No longer listed: unfollowed, deactivated or banned."],
      ["Returned", "Listed again: missing for a time, then back at its old place, so it is not a new follow."],
      ["Appeared", "Newly visible: an older follow that the list did not contain before."],
    ]);

    function overTimeSection(rows, periods) {
      const counts = countsOf(rows, periods);
      const { unit, nameOf } = periods;
      const [up, down] = [counts.Followed, counts.Unfollowed].map((each) => Math.max(...each));
      const missing = data.changes.length - rows.length;
      const isOne = periods.count === 1;
      const hints = [
        isOne
          ? `Detected on ${nameOf(0)}.`
          : `Changes per ${unit}, by the time of the update that detected them.`,
        ...data.summary.changes.map(([kind]) => explanations.get(kind)),
        confirmed.length > 0 ? "Confirmed: uncertain at first, then confirmed by a later update." : null,
        missing > 0 ? `The time of ${plural(missing, "change", "changes")} is unknown.` : null,
      ];
      const ends = [0, periods.count - 1].map(nameOf);
      const chart = columnChart(
        `Changes per ${unit} from ${ends[0]} to ${ends[1]}. ` +
          `${kindNames[0]}: ${numbers.format(sum(counts.Followed))}. ` +
          `${kindNames[1]}: ${numbers.format(sum(counts.Unfollowed))}. The table below has the numbers.`,
        (at) => `${nameOf(at)}. ${describe(counts, at)}`,
        counts.Followed,
        counts.Unfollowed,
      );
      const key = (name, most, text) =>
        most > 0
          ? element("div", { class: `key ${name}` }, `${text}, at most ${numbers.format(most)} per ${unit}`)
          : null;
      const heads = [unit.charAt(0).toUpperCase() + unit.slice(1), ...kindNames];
      const lines = counts.Followed.map((_, at) => at).filter((at) =>
        Object.values(counts).some((each) => each[at] > 0),
      );
      return section(
        "over-time",
        "Changes over time",
        true,
        byId("kinds"),
        element("p", { class: "hint" }, hints.filter(Boolean).join(" ")),
        isOne || up + down === 0
          ? null
          : element(
              "div",
              { class: "columns" },
              key("up", up, kindNames[0]),
              chart,
              key("down", down, kindNames[1]),
              element("div", { class: "ends" }, ...ends.map((end) => element("span", {}, end))),
            ),
        isOne
          ? null
          : element(
              "details",
              {},
              element("summary", {}, "Show the numbers"),
              element(
                "table",
                { class: "numbers" },
                element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
                element(
                  "tbody",
                  {},
                  ...lines.map((at) =>
                    element(
                      "tr",
                      {},
                      element("th", { scope: "row" }, nameOf(at)),
                      ...Object.values(counts).map((each) => element("td", {}, numbers.format(each[at]))),
                    ),
                  ),
                ),
              ),
            ),
      );
    }

    function userColumn(nameOf, label) {
      return {
        label,
        class: "nowrap",
        sort: nameOf,
        text: (row) => nameOf(row) ?? "",
        cell: (row) => (nameOf(row) === null ? null : userText(`@${nameOf(row)}`)),
      };
    }

    function showUsers(rows, periods) {
      const byUser = new Map();
      for (const row of rows) {
        const name = read.list(row);
        byUser.set(name, byUser.get(name) ?? []);
        byUser.get(name).push(row);
      }
      if (byUser.size < 2) {
        return;
      }
      const users = [...byUser].map(([name, own]) => ({ name, counts: countsOf(own, periods) }));
      const number = (label, kind) => {
        const totals = users.map(({ counts }) => sum(counts[kind]));
        return {
          label,
          class: "number",
          isNumber: true,
          sort: (row) => totals[row],
          cell: (row) => numbers.format(totals[row]),
        };
      };
      const [follows, unfollows, others] = ["Followed", "Unfollowed", "other"].map((kind, at) =>
        number(kindNames[at], kind),
      );
      const overTime = {
        label: "Over time",
        class: "spark",
        cell: (row) => {
          const { counts } = users[row];
          const most = counts.Followed.map((count, at) => count + counts.Unfollowed[at]);
          const peak = most.indexOf(Math.max(...most));
          if (most[peak] === 0) {
            return null;
          }
          return columnChart(
            `The most changes: ${periods.nameOf(peak)}. ${describe(counts, peak)}`,
            (at) => `${periods.nameOf(at)}. ${describe(counts, at)}`,
            counts.Followed,
            counts.Unfollowed,
          );
        },
      };
      const root = element("div", { id: "users-table" });
      byId("changes").before(
        section(
          "users",
          "Users",
          false,
          periods.count === 1
            ? null
            : element("p", { class: "hint" }, `Bars are changes per ${periods.unit}. Each row has its own scale.`),
          root,
        ),
      );
      showTable(root, {
        title: "Users",
        count: users.length,
        one: "user",
        many: "users",
        searched: "users",
        filters: [],
        first: follows,
        columns: [
          { ...userColumn((row) => users[row].name, "User"), class: "who", isHead: true },
          ...(periods.count === 1 ? [] : [overTime]),
          follows,
          unfollows,
          others,
        ],
      });
    }

    // ---- followers ----

    function showGrowth() {
      if (growth.length === 0) {
        return;
      }
      const sources = [data.accounts, data.changed].map((source) => {
        const own = columnsOf(source);
        return { who: whoColumn(own), list: own.list };
      });
      const accounts = data.summary.entries;
      const ask = (row, use) => {
        const at = growth[row][0];
        return at < accounts ? use(sources[0], at) : use(sources[1], at - accounts);
      };
      const listOf = (row) => ask(row, (source, at) => source.list(at));
      const number = (label, value, format) => ({
        label,
        class: "number",
        isNumber: true,
        sort: value,
        cell: (row) => (value(row) === null ? null : format.format(value(row))),
      });
      const change = (row) => growth[row][4] - growth[row][2];
      const grown = number("Growth", change, signed);
      const names = [...new Set(growth.map((_, row) => listOf(row)))].filter((name) => name !== null);
      const gained = growth.filter((_, row) => change(row) > 0).length;
      const root = element("div", { id: "growth-table" });
      byId("changes").after(
        section(
          "growth",
          "Follower growth",
          false,
          element(
            "p",
            { class: "hint" },
            "Between the first and the last stored number of followers, " +
              `${plural(gained, "account", "accounts")} grew and ` +
              `${plural(growth.length - gained, "account", "accounts")} shrank.`,
          ),
          root,
        ),
      );
      showTable(root, {
        title: "Follower growth",
        count: growth.length,
        one: "account",
        many: "accounts",
        searched: "names and handles",
        first: grown,
        filters:
          names.length < 2
            ? []
            : [
                {
                  label: "List",
                  options: [
                    { label: "All lists" },
                    ...names
                      .sort(words.compare)
                      .map((name) => ({ label: `@${name}`, accepts: (row) => listOf(row) === name })),
                  ],
                },
              ],
        columns: [
          {
            ...sources[0].who,
            sort: (row) => ask(row, ({ who }, at) => who.sort(at)),
            text: (row) => ask(row, ({ who }, at) => who.text(at)),
            cell: (row) => ask(row, ({ who }, at) => who.cell(at)),
          },
          grown,
          number("In percent", (row) => (growth[row][2] === 0 ? null : change(row) / growth[row][2]), signedShares),
          number("Before", (row) => growth[row][2], numbers),
          number("Now", (row) => growth[row][4], numbers),
          {
            label: "Period",
            class: "when",
            isNumber: true,
            sort: (row) => growth[row][3],
            cell: (row) => range(days, growth[row][1], growth[row][3]),
          },
          ...(names.length < 2 ? [] : [userColumn(listOf, "Followed by")]),
        ],
      });
    }

    function show() {
      const rows = detected.map((_, row) => row).filter((row) => detected[row] !== null);
      if (rows.length > 0) {
        const periods = periodsOf(rows.map((row) => detected[row]));
        data.summary.changes.sort(([a], [b]) => rank(a) - rank(b));
        byId("changes").before(overTimeSection(rows, periods));
        showUsers(rows, periods);
      }
      showGrowth();
    }

    return { detectedColumn, show };
  })();
