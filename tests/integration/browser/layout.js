// What is wrong with a page as it is laid out: scrolling sideways, small text, text over text; on a telephone
// charts that are scrolled to, and tables whose rows have no names then.
({ smallest, telephone }) => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter(
      (each) => each.getBoundingClientRect().right > root.clientWidth + 1 && !each.closest(".scroll")
    );
    const named = wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 80));
    faults.push(`the page is ${root.scrollWidth} px wide in ${root.clientWidth}: ${named}`);
  }
  const heard = (element) => element.closest(".heard, .skip, title, desc, style, script, option");
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || heard(element)) continue;
    // A chart hides the labels that would run into one another.
    if (!element.checkVisibility({ opacityProperty: true })) continue;
    const chart = element instanceof SVGElement;
    const drawn = chart ? element.getScreenCTM() : { a: 1, b: 0 };
    // The words of an axis can be turned.
    const size = parseFloat(getComputedStyle(element).fontSize) * Math.hypot(drawn.a, drawn.b);
    const words = node.data.trim().slice(0, 40);
    if (size < smallest) faults.push(`text of ${size.toFixed(1)} px: ${words}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      // Letters are lower than their line.
      const trim = (bottom - top) * 0.2;
      if (right - left > 2) boxes.push({ left, right, top: top + trim, bottom: bottom - trim, words });
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  boxes.forEach((one, index) => {
    for (let next = index + 1; next < boxes.length && boxes[next].top < one.bottom; next++) {
      const other = boxes[next];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      if (across > 2) faults.push(`over one another: ${one.words} | ${other.words}`);
    }
  });
  for (const cell of document.querySelectorAll("th, td, dt, dd, button, select")) {
    if (cell.scrollWidth > cell.clientWidth + 1 && cell.tagName !== "SELECT") {
      faults.push(`runs out of its cell: ${cell.textContent.trim().slice(0, 40)}`);
    }
  }
  if (telephone) {
    for (const figure of document.querySelectorAll("figure")) {
      if (figure.scrollWidth > figure.clientWidth) {
        faults.push(`a chart is scrolled to: ${figure.getAttribute("aria-label")}`);
      }
    }
    for (const table of document.querySelectorAll(".scroll table")) {
      const region = table.closest(".scroll");
      const first = table.querySelector("tbody tr:not(.whole) > th:first-child");
      if (!first || region.scrollWidth <= region.clientWidth) continue;
      // What a row is of stays beside its figures, and leaves them room.
      region.scrollLeft = region.scrollWidth;
      const held = first.getBoundingClientRect(), seen = region.getBoundingClientRect();
      if (Math.abs(held.left - seen.left) > 2 || held.width > 0.6 * seen.width) {
        faults.push(`its rows are not named where it is scrolled to: ${table.id || table.className}`);
      }
      region.scrollLeft = 0;
    }
  }
  return faults;
}
