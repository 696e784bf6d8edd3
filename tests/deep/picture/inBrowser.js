// Runs in the browser, as it is: what the tests ask of a page that shows a picture.
globalThis.checks = { rendered, misplaced, faint };

/** What GitHub does with a diagram: strict, so that no label can run a script. */
async function rendered(text) {
  const { mermaid } = globalThis;
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
  const { svg } = await mermaid.render("picture", text);
  document.body.innerHTML = svg;
  const texts = (selector) =>
    Array.from(document.querySelectorAll(selector), (each) => each.textContent);
  return {
    boxes: [
      ...texts("g.node .nodeLabel"),
      ...texts("g.cluster .nodeLabel, g.cluster-label .nodeLabel"),
    ],
    labels: texts("g.edgeLabel .edgeLabel"),
  };
}

/** Texts that stick out of the box or the frame that they are in, and texts that meet. */
function misplaced() {
  const problems = [];
  const texts = Array.from(document.querySelectorAll("svg text")).map((text) => ({
    text: text.textContent,
    rect: text.getBoundingClientRect(),
    box: text.parentElement?.querySelector("rect")?.getBoundingClientRect(),
  }));
  const page = document.querySelector("svg").getBoundingClientRect();
  for (const { text, rect, box = page } of texts) {
    const fits =
      rect.left >= box.left &&
      rect.right <= box.right + 0.5 &&
      rect.top >= box.top - 0.5 &&
      rect.bottom <= box.bottom + 2;
    if (!fits) problems.push(`${text} sticks out of its box`);
  }
  texts.forEach((a, index) => {
    for (const b of texts.slice(index + 1)) {
      // Lines of a box come close to one another, by the room above their letters.
      const meet =
        a.rect.left < b.rect.right &&
        b.rect.left < a.rect.right &&
        a.rect.top + 3 < b.rect.bottom &&
        b.rect.top + 3 < a.rect.bottom;
      if (meet) problems.push(`${a.text} and ${b.text} meet`);
    }
  });
  return problems;
}

/** Texts with less than 4.5:1 of contrast to what is behind them (WCAG 2.2, 1.4.3). */
function faint() {
  const light = (colour) => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((value) => {
      const share = Number(value) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const page = document.querySelector("svg > rect");
  return Array.from(document.querySelectorAll("svg text")).flatMap((text) => {
    const behind = text.parentElement?.querySelector("rect") ?? page;
    const [a = 0, b = 0] = [text, behind]
      .map((each) => light(getComputedStyle(each).fill))
      .sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    return contrast < 4.5 ? [`${text.textContent}: ${contrast.toFixed(1)}`] : [];
  });
}
