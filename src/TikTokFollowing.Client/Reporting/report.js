"use strict";
(() => {
  // All data is inserted as text, never as HTML.
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);

  const numbers = new Intl.NumberFormat();
  const shortNumbers = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
  const shares = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
  const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
  const moments = new Intl.DateTimeFormat(undefined, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: "long" })
    .formatToParts(0)
    .find((part) => part.type === "timeZoneName").value;

  // Older browsers do not support formatRange.
  function range(format, from, to) {
    if (format.formatRange) {
      return format.formatRange(from, to);
    }
    const [start, end] = [format.format(from), format.format(to)];
    return start === end ? start : `${start} \u2013 ${end}`;
  }

  const regionNames = (() => {
    try {
      const names = new Intl.DisplayNames(undefined, { type: "region" });
      return (code) => {
        try {
          return names.of(code) ?? code;
        } catch {
          return code;
        }
      };
    } catch {
      return (code) => code;
    }
  })();

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null && value !== false) {
        made.setAttribute(key, value === true ? "" : value);
      }
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function shape(name, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  // Control characters are replaced by a visible mark. Line breaks and tabs remain.
  const visible = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\ufffd");
  const userText = (text) => element("bdi", {}, visible(text));
  const plural = (count, one, many) => `${numbers.format(count)} ${count === 1 ? one : many}`;
  const unknown = () => element("span", { class: "unknown", title: "Unknown" }, "\u2013");
  const spaced = (name) => {
    const text = name.replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`);
    return text.charAt(0).toUpperCase() + text.slice(1);
  };

  // ---- the columns of the data ----

  const column = (name, source) => (row) => source[name]?.[row] ?? null;
  const shared = (name, source) => (row) => {
    const at = source[name].of?.[row] ?? null;
    return at === null ? null : source[name].values[at];
  };

  function columnsOf(source) {
    const simple = [
      "handle",
      "profile",
      "displayName",
      "id",
      "bio",
      "isVerified",
      "isPrivate",
      "region",
      "followers",
      "following",
      "likes",
      "videos",
      "position",
    ];
    const read = Object.fromEntries(simple.map((name) => [name, column(name, source)]));
    read.list = shared("list", source);
    read.window = shared("window", source);
    read.has = (name) => (name === "list" || name === "window" ? source[name].of : source[name]) !== null;
    return read;
  }

  // ---- head ----

  function showSource() {
    const parts = [];
    if (data.providers.length > 0) {
      parts.push(`Source: ${data.providers.map(visible).join(", ")}`);
    }
    if (data.readFrom !== null) {
      const [from, to] = [new Date(data.readFrom), new Date(data.readTo)];
      const isOneMoment = moments.format(from) === moments.format(to);
      parts.push(`Read ${isOneMoment ? moments.format(from) : range(moments, from, to)}`);
    }
    if (data.summary.replaced) {
      parts.push(
        `The input contains ${plural(data.summary.replaced, "older entry", "older entries")} of accounts in the same ` +
          "list. The newest entry of each account is shown, also if a later list no longer contains the account",
      );
    }
    byId("source").textContent = parts.join(" \u00b7 ");
    byId("created").textContent =
      `Created ${moments.format(new Date(data.createdAt))} with TikTokFollowing. ` +
      `Times and dates use the time zone of this computer: ${zone}.`;
  }

  function showTotals() {
    const sums = data.summary;
    const tile = (name, figure, note, full) =>
      byId("tiles").append(
        element(
          "div",
          {},
          element("dt", {}, name),
          element("dd", { class: "figure", title: full }, figure),
          note ? element("dd", { class: "note" }, note) : null,
        ),
      );
    const share = (part) => shares.format(sums.accounts === 0 ? 0 : part / sums.accounts);

    tile(
      "Accounts",
      numbers.format(sums.accounts),
      sums.entries !== sums.accounts ? `${numbers.format(sums.entries)} entries` : null,
    );
    if (sums.lists > 1) {
      tile("Lists", numbers.format(sums.lists));
      tile("In more than one list", numbers.format(sums.inSeveralLists), share(sums.inSeveralLists));
    }
    if (sums.verified !== null) {
      tile("Verified", numbers.format(sums.verified), share(sums.verified));
    }
    if (sums.private !== null) {
      tile("Private", numbers.format(sums.private), share(sums.private));
    }
    if (sums.medianFollowers !== null) {
      tile("Median followers", numbers.format(sums.medianFollowers), "half of the accounts have more, half have fewer");
      tile(
        "Followers in total",
        shortNumbers.format(sums.totalFollowers),
        "people who follow several of them are counted more than once",
        numbers.format(sums.totalFollowers),
      );
    }
    byId("totals").hidden = false;
  }

  // ---- charts ----

  function showBars(table, caption, heads, rows) {
    const most = Math.max(...rows.map((row) => row.count));
    const all = data.summary.accounts;
    table.append(
      element("caption", { class: "unseen" }, caption),
      element(
        "thead",
        { class: "unseen" },
        element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head))),
      ),
      element(
        "tbody",
        {},
        ...rows.map((row) =>
          element(
            "tr",
            {},
            element("th", { scope: "row", title: row.label }, visible(row.label)),
            element(
              "td",
              { "aria-hidden": "true" },
              shape(
                "svg",
                { focusable: "false" },
                shape("rect", {
                  width: `${most === 0 ? 0 : (row.count / most) * 100}%`,
                  height: "100%",
                  rx: 2,
                }),
              ),
            ),
            element(
              "td",
              { class: "number" },
              numbers.format(row.count),
              element("span", { class: "share" }, shares.format(row.count / all)),
            ),
          ),
        ),
      ),
    );
  }

  function showFollowers() {
    const { histogram, followersKnown, accounts } = data.summary;
    if (histogram.length === 0) {
      return;
    }
    const name = (from) => {
      if (from === 0) {
        return numbers.format(0);
      }
      const end = from * 10 - 1;
      return from < 100000
        ? `${numbers.format(from)} \u2013 ${numbers.format(end)}`
        : `${shortNumbers.format(from)} \u2013 ${shortNumbers.format(from * 10)}`;
    };
    const missing = accounts - followersKnown;
    byId("followers-hint").textContent =
      "Accounts by number of followers." +
      (missing > 0 ? ` Unknown for ${plural(missing, "account", "accounts")}.` : "");
    showBars(
      byId("followers-bars"),
      "Accounts by number of followers",
      ["Followers", "Bar", "Accounts"],
      histogram.map(([from, count]) => ({ label: name(from), count })),
    );
    byId("followers").hidden = false;
  }

  function showRegions() {
    const { regions, accounts } = data.summary;
    if (regions.length === 0) {
      return;
    }
    // A row "2 other regions" would be no shorter than the two regions.
    const shown = regions.length <= 12 ? regions.length : 10;
    const rows = regions.slice(0, shown).map(([code, count]) => ({ label: regionNames(code), count }));
    const rest = regions.slice(shown).reduce((sum, [, count]) => sum + count, 0);
    if (rest > 0) {
      rows.push({ label: plural(regions.length - shown, "other region", "other regions"), count: rest });
    }
    const missing = accounts - regions.reduce((sum, [, count]) => sum + count, 0);
    byId("regions-hint").textContent =
      "Accounts by country." + (missing > 0 ? ` Unknown for ${plural(missing, "account", "accounts")}.` : "");
    showBars(byId("regions-bars"), "Accounts by region", ["Region", "Bar", "Accounts"], rows);
    byId("regions").hidden = false;
  }

  // Draws columns up from a zero line, and optionally others down from it.
  function columnChart(label, titleOf, ups, downs) {
    const [up, down] = [ups, downs ?? []].map((counts) => Math.max(0, ...counts));
    const scale = 100 / (up + down || 1);
    const zero = up * scale;
    const width = 100 / ups.length;
    const chart = shape("svg", { role: "img", "aria-label": label });
    for (const height of downs ? [zero] : [0, 50, 100]) {
      chart.append(shape("line", { x1: "0", x2: "100%", y1: `${height}%`, y2: `${height}%` }));
    }
    for (const counts of downs ? [ups, downs] : [ups]) {
      counts.forEach((count, at) => {
        chart.append(
          shape(
            "rect",
            {
              class: counts === downs ? "down" : downs ? "up" : "",
              x: `${at * width + width * 0.08}%`,
              width: `${Math.min(width * 0.84, 6)}%`,
              y: `${counts === downs ? zero : zero - count * scale}%`,
              height: `${count * scale}%`,
            },
            shape("title", {}, titleOf(at)),
          ),
        );
      });
    }
    return chart;
  }

  function showTimeline() {
    const { timeline, entries } = data.summary;
    if (!timeline) {
      return;
    }
    // Bars start at midnight UTC in every time zone.
    const formats = {
      Day: { dateStyle: "medium" },
      Week: { dateStyle: "medium" },
      Month: { year: "numeric", month: "short" },
      Quarter: { year: "numeric", month: "short" },
      Year: { year: "numeric" },
    };
    const format = new Intl.DateTimeFormat(undefined, { ...formats[timeline.unit], timeZone: "UTC" });
    const { starts, counts } = timeline;
    const nameOf = (at) => {
      const name = format.format(starts[at]);
      if (timeline.unit === "Week") {
        return `week of ${name}`;
      }
      return timeline.unit === "Quarter" ? `quarter from ${name}` : name;
    };
    const amount = (count) =>
      (Number.isInteger(count) ? "" : "about ") + numbers.format(count < 1 && count > 0 ? count : Math.round(count));
    const unit = timeline.unit.toLowerCase();
    const most = Math.max(...counts);
    const missing = entries - timeline.known;

    byId("timeline-hint").textContent =
      `Follows per ${unit} (UTC). These are estimates: TikTok reports a period for about 20 follows, ` +
      "not the time of each one. " +
      "The follows are distributed evenly over their period." +
      (missing > 0 ? ` The time of ${plural(missing, "follow", "follows")} is unknown.` : "");
    const chart = columnChart(
      `Follows per ${unit} from ${nameOf(0)} to ${nameOf(counts.length - 1)}; the maximum is ${amount(most)}. ` +
        "The table below has the numbers.",
      (at) => `${nameOf(at)}: ${amount(counts[at])}`,
      counts,
    );
    const ends = counts.length === 1 ? [nameOf(0)] : [nameOf(0), nameOf(counts.length - 1)];
    byId("timeline-columns").append(
      element("div", { class: "scale" }, element("span", {}, amount(most))),
      chart,
      element("div", { class: "ends" }, ...ends.map((end) => element("span", {}, end))),
    );
    byId("timeline-numbers").append(
      element(
        "thead",
        {},
        element("tr", {}, element("th", { scope: "col" }, timeline.unit), element("th", { scope: "col" }, "Follows")),
      ),
      element(
        "tbody",
        {},
        ...counts.map((count, at) =>
          element("tr", {}, element("th", { scope: "row" }, nameOf(at)), element("td", {}, amount(count))),
        ),
      ),
    );
    byId("timeline").hidden = false;
  }

  // ---- tables ----

  // Removes accents and case, so that "elodie" finds "Élodie".
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

  /**
   * Shows a table one page of rows at a time.
   * Columns have label, cell(row) and optionally class, isHead (names the row), text(row) (searchable text),
   * sort(row) (a number, a text or null, which is always last), isNumber and isAscending (lowest number first).
   * Filters have label, and options with label and accepts(row). The first column to sort by is optional.
   */
  function showTable(root, { title, count, one, many, columns, filters, first, searched, sizes = [50, 100, 500] }) {
    const id = root.id;
    let matching = [];
    let order = null; // of all rows, if a column is sorted
    let sorted = null; // the sorted column
    let isDescending = false;
    let page = 0;
    let size = sizes[0];
    let haystacks = null;

    const search = element("input", {
      type: "search",
      id: `${id}-search`,
      autocomplete: "off",
      spellcheck: "false",
    });
    const chosen = filters.map((filter) =>
      element(
        "select",
        { "aria-label": filter.label },
        ...filter.options.map((option, at) => element("option", { value: at }, visible(option.label))),
      ),
    );
    const status = element("p", { class: "count", role: "status" });
    const body = element("tbody");
    const heads = columns.map((column) =>
      element(
        "th",
        { scope: "col", class: column.class },
        column.sort
          ? element(
              "button",
              { type: "button" },
              column.label,
              element("span", { class: "arrow", "aria-hidden": "true" }),
            )
          : element("span", { class: "plain" }, column.label),
      ),
    );
    const back = element("button", { type: "button" }, "Previous");
    const next = element("button", { type: "button" }, "Next");
    const place = element("span");
    const rowsPerPage = element(
      "select",
      {},
      ...sizes.map((number) => element("option", { value: number }, numbers.format(number))),
    );
    const pager = element(
      "nav",
      { class: "pager", "aria-label": `Pages of ${title}` },
      back,
      next,
      place,
      element("label", {}, "Rows per page ", rowsPerPage),
    );

    root.append(
      element(
        "div",
        { class: "tools" },
        element("label", { class: "search" }, `Search ${searched ?? "names, handles, regions and bios"}`, search),
        ...filters.map((filter, at) => element("label", {}, filter.label, chosen[at])),
        status,
      ),
      // The keyboard can only scroll elements that can have the focus.
      element(
        "div",
        { class: "scroller", role: "region", "aria-label": title, tabindex: "0" },
        element(
          "table",
          { class: "list" },
          element("caption", { class: "unseen" }, `${title}. Use the buttons in the column headers to sort.`),
          element("thead", {}, element("tr", {}, ...heads)),
          body,
        ),
      ),
      pager,
    );

    function find() {
      haystacks ??= Array.from({ length: count }, (_, row) =>
        plain(columns.map((column) => column.text?.(row) ?? "").join("\n")),
      );
      const terms = plain(search.value).split(/\s+/).filter(Boolean);
      const accepts = filters.map((filter, at) => filter.options[chosen[at].value].accepts).filter(Boolean);
      matching = [];
      for (let at = 0; at < count; at++) {
        const row = order ? order[at] : at;
        if (terms.every((word) => haystacks[row].includes(word)) && accepts.every((accept) => accept(row))) {
          matching.push(row);
        }
      }
      page = 0;
      draw();
    }

    function sortBy(column) {
      // At first numbers are sorted in descending order, words in ascending order.
      isDescending = sorted === column ? !isDescending : Boolean(column.isNumber && !column.isAscending);
      sorted = column;
      const values = Array.from({ length: count }, (_, row) => column.sort(row));
      const compare = column.isNumber ? (a, b) => a - b : words.compare;
      const rows = Array.from({ length: count }, (_, row) => row);
      rows.sort((a, b) => {
        const [left, right] = [values[a], values[b]];
        if (left === null || right === null) {
          return (left === null) - (right === null) || a - b;
        }
        return (isDescending ? compare(right, left) : compare(left, right)) || a - b;
      });
      order = rows;
      columns.forEach((other, at) => {
        const isSorted = other === column;
        if (isSorted) {
          heads[at].setAttribute("aria-sort", isDescending ? "descending" : "ascending");
        } else {
          heads[at].removeAttribute("aria-sort");
        }
        const arrow = heads[at].querySelector(".arrow");
        if (arrow) {
          arrow.textContent = isSorted ? (isDescending ? "\u2193" : "\u2191") : "";
        }
      });
      find();
    }

    function draw() {
      const pages = Math.max(1, Math.ceil(matching.length / size));
      const from = page * size;
      const rows = matching.slice(from, from + size).map((row) =>
        element(
          "tr",
          {},
          ...columns.map((column) => {
            const content = column.cell(row);
            return element(
              column.isHead ? "th" : "td",
              { class: column.class, scope: column.isHead ? "row" : null },
              ...(Array.isArray(content) ? content : [content ?? unknown()]),
            );
          }),
        ),
      );
      body.replaceChildren(...rows);
      if (rows.length === 0) {
        body.append(element("tr", {}, element("td", { class: "none", colspan: columns.length }, `No ${one} matches.`)));
      }
      status.textContent =
        matching.length === count
          ? plural(count, one, many)
          : `${numbers.format(matching.length)} of ${plural(count, one, many)}`;
      place.textContent =
        matching.length === 0
          ? ""
          : `${numbers.format(from + 1)} \u2013 ${numbers.format(from + rows.length)}` +
            ` of ${numbers.format(matching.length)}`;
      back.disabled = page === 0;
      next.disabled = page >= pages - 1;
      pager.hidden = matching.length <= sizes[0];
    }

    columns.forEach((column, at) => heads[at].querySelector("button")?.addEventListener("click", () => sortBy(column)));
    search.addEventListener("input", find);
    for (const select of chosen) {
      select.addEventListener("change", find);
    }
    back.addEventListener("click", () => {
      page--;
      draw();
    });
    next.addEventListener("click", () => {
      page++;
      draw();
    });
    rowsPerPage.addEventListener("change", () => {
      size = Number(rowsPerPage.value);
      page = 0;
      draw();
    });

    // All matching rows are printed. Browsers need minutes to lay out more rows than this, so then only the current
    // page is printed.
    const mostPrinted = 2000;
    let onScreen = null;
    addEventListener("beforeprint", () => {
      if (matching.length > mostPrinted) {
        return;
      }
      onScreen ??= { page, size };
      page = 0;
      size = Math.max(1, matching.length);
      draw();
    });
    addEventListener("afterprint", () => {
      if (onScreen) {
        ({ page, size } = onScreen);
        onScreen = null;
        draw();
      }
    });

    matching = Array.from({ length: count }, (_, row) => row);
    if (first) {
      sortBy(first);
    } else {
      draw();
    }
  }

  function whoColumn(read) {
    return {
      label: "Account",
      class: "who",
      isHead: true,
      sort: (row) => read.displayName(row) ?? read.handle(row) ?? read.id(row),
      text: (row) => `${read.displayName(row) ?? ""}\n${read.handle(row) ?? ""}`,
      cell: (row) => {
        const [handle, profile, name] = [read.handle(row), read.profile(row), read.displayName(row)];
        const shown = handle !== null ? `@${handle}` : profile !== null ? `@${profile}` : null;
        const parts = [];
        if (name !== null) {
          parts.push(element("span", { class: "name" }, userText(name)));
        }
        if (profile !== null) {
          // The name is validated: letters, digits, dots, hyphens and underscores.
          const address = `https://www.tiktok.com/@${encodeURIComponent(profile)}`;
          parts.push(
            element(
              "a",
              { class: "handle", href: address, target: "_blank", rel: "noopener noreferrer" },
              userText(shown),
            ),
          );
        } else if (shown !== null) {
          parts.push(element("span", { class: "handle" }, userText(shown)));
        }
        if (parts.length === 0) {
          parts.push(read.id(row) !== null ? userText(`id ${read.id(row)}`) : unknown());
        }
        if (read.isVerified(row)) {
          parts.push(element("span", { class: "chip" }, "Verified"));
        }
        if (read.isPrivate(row)) {
          parts.push(element("span", { class: "chip" }, "Private"));
        }
        return parts;
      },
    };
  }

  function accountColumns(read, hasLists, timeLabel) {
    const number = (name, label) => ({
      label,
      class: "number",
      isNumber: true,
      sort: read[name],
      cell: (row) => {
        const value = read[name](row);
        return value === null ? null : numbers.format(value);
      },
      known: read.has(name),
    });
    return [
      { ...number("followers", "Followers") },
      { ...number("following", "Following") },
      { ...number("likes", "Likes") },
      { ...number("videos", "Videos") },
      {
        label: "Region",
        class: "nowrap",
        known: read.has("region"),
        sort: (row) => {
          const code = read.region(row);
          return code === null ? null : regionNames(code);
        },
        text: (row) => {
          const code = read.region(row);
          return code === null ? "" : `${code} ${regionNames(code)}`;
        },
        cell: (row) => {
          const code = read.region(row);
          return code === null ? null : userText(regionNames(code));
        },
      },
      {
        label: timeLabel,
        class: "when",
        isNumber: true,
        known: read.has("window"),
        sort: (row) => {
          const window = read.window(row);
          return window === null ? null : (window[1] ?? window[0]);
        },
        cell: (row) => {
          const window = read.window(row);
          if (window === null) {
            return null;
          }
          const [after, before] = window;
          if (after === null) {
            return `until ${days.format(before)}`;
          }
          return before === null ? `since ${days.format(after)}` : range(days, after, before);
        },
      },
      {
        label: "Followed by",
        class: "nowrap",
        known: hasLists,
        sort: read.list,
        text: (row) => read.list(row) ?? "",
        cell: (row) => {
          const name = read.list(row);
          return name === null ? null : userText(`@${name}`);
        },
      },
      {
        label: "Bio",
        class: "bio",
        known: read.has("bio"),
        text: (row) => read.bio(row) ?? "",
        cell: (row) => {
          const text = read.bio(row);
          return text === null
            ? null
            : element("div", { dir: "auto", tabindex: text.length > 80 ? "0" : null }, visible(text));
        },
      },
    ].filter((each) => each.known);
  }

  function listFilter(read, source) {
    const names = [...new Set(source.list.values)].sort(words.compare);
    return names.length < 2
      ? []
      : [
          {
            label: "List",
            options: [
              { label: "All lists" },
              ...names.map((name) => ({ label: `@${name}`, accepts: (row) => read.list(row) === name })),
            ],
          },
        ];
  }

  function showAccounts() {
    const read = columnsOf(data.accounts);
    const filters = [...listFilter(read, data.accounts), ...(overlap ? [overlap.filter] : [])];
    const kinds = [];
    if (read.has("isVerified")) {
      kinds.push({ label: "Verified only", accepts: read.isVerified });
    }
    if (read.has("isPrivate")) {
      kinds.push(
        { label: "Private only", accepts: read.isPrivate },
        { label: "Public only", accepts: (row) => read.isPrivate(row) === false },
      );
    }
    if (kinds.length > 0) {
      filters.push({ label: "Show", options: [{ label: "All accounts" }, ...kinds] });
    }
    const rank = {
      label: "#",
      class: "number rank",
      isNumber: true,
      isAscending: true,
      sort: read.position,
      cell: (row) => {
        const at = read.position(row);
        return at === null ? null : numbers.format(at);
      },
    };
    const isPlain = data.summary.entries === data.summary.accounts; // otherwise some accounts are in several lists
    showTable(byId("accounts-table"), {
      title: "Accounts",
      count: data.summary.entries,
      one: isPlain ? "account" : "entry",
      many: isPlain ? "accounts" : "entries",
      filters,
      columns: [
        ...(read.has("position") ? [rank] : []),
        whoColumn(read),
        ...(overlap ? [overlap.column] : []),
        ...accountColumns(
          read,
          filters.some((filter) => filter.label === "List"),
          "Followed",
        ),
      ],
    });
    byId("accounts").hidden = false;
  }

  function showChanges() {
    const read = columnsOf(data.changed);
    const names = {
      Followed: ["New follow", "plus"],
      Unfollowed: ["No longer listed", "minus"],
      Returned: ["Listed again", ""],
      Appeared: ["Newly visible", ""],
      Renamed: ["New handle", ""],
      Equal: ["Unchanged", ""],
    };
    const nameOf = (kind) => names[kind]?.[0] ?? spaced(visible(kind));
    const filters = listFilter(read, data.changed);
    if (data.summary.changes.length > 1) {
      filters.push({
        label: "Show",
        options: [
          { label: "All changes" },
          ...data.summary.changes.map(([kind]) => ({
            label: nameOf(kind),
            accepts: (row) => data.changes[row].kind === kind,
          })),
        ],
      });
    }
    for (const [kind, count] of data.summary.changes) {
      byId("kinds").append(element("li", {}, element("strong", {}, numbers.format(count)), nameOf(kind)));
    }

    const value = (text) =>
      text === null || text === "" ? element("span", { class: "unknown" }, "nothing") : userText(text);
    const what = {
      label: "Change",
      class: "nowrap",
      sort: (row) => nameOf(data.changes[row].kind),
      text: (row) => nameOf(data.changes[row].kind),
      cell: (row) =>
        element("span", { class: `chip ${names[data.changes[row].kind]?.[1] ?? ""}` }, nameOf(data.changes[row].kind)),
    };
    const edits = {
      label: "Before and after",
      class: "edits",
      known: data.changes.some((change) => change.edits.length > 0),
      text: (row) => data.changes[row].edits.map(([, before, now]) => `${before ?? ""} ${now ?? ""}`).join("\n"),
      cell: (row) =>
        data.changes[row].edits.map(([property, before, now]) =>
          element("div", { class: "edit" }, `${spaced(visible(property))}: `, value(before), " \u2192 ", value(now)),
        ),
    };
    const detected = history?.detectedColumn();
    showTable(byId("changes-table"), {
      first: detected,
      title: "What changed",
      count: data.changes.length,
      one: "change",
      many: "changes",
      filters,
      columns: [
        what,
        whoColumn(read),
        ...(detected ? [detected] : []),
        ...[edits].filter((each) => each.known),
        ...accountColumns(
          read,
          filters.some((filter) => filter.label === "List"),
          "When",
        ),
      ],
    });
    byId("changes").hidden = false;
  }

  const history = null;
  const overlap = null;

  showSource();
  history?.show();
  if (data.changes.length > 0) {
    showChanges();
  }
  if (data.summary.entries > 0) {
    showTotals();
    overlap?.show();
    showFollowers();
    showRegions();
    showTimeline();
    showAccounts();
  }
  if (data.summary.entries === 0 && data.changes.length === 0) {
    byId("empty").textContent = "There is nothing to show: the input of this report had no accounts and no changes.";
    byId("empty").hidden = false;
  }
})();
