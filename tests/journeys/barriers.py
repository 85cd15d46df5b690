"""What on this page stands in somebody's way? axe, narrow screens, large text, its outline."""

from playwright.sync_api import Page

from marketplace.settings import ROOT

WIDE, NARROW = 1100, 320
_AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_RUN_AXE = """async tags => {
  const found = await axe.run(
    {runOnly: tags, rules: {region: {enabled: true}}, resultTypes: ["violations"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).join(", ")}`);
}"""

_OUTLINE = """() => {
  const said = [], h1 = document.querySelectorAll("h1").length;
  if (h1 !== 1) said.push(`${h1} headings of the first rank`);
  if (!/^[^–]+\\S – /.test(document.title)) said.push(`a title that says nothing: ${document.title}`);
  if (document.documentElement.lang !== "en-GB") said.push("no language");
  if (/[{}]{2}|[{]%|%[}]/.test(document.body.innerText)) said.push("what a template should have filled");
  let rank = 0;
  for (const heading of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
    const next = Number(heading.tagName[1]);
    if (next > rank + 1 && rank) said.push(`a rank left out before “${heading.textContent.trim()}”`);
    rank = next;
  }
  const kept = element => {
    const box = element.getBoundingClientRect();
    return box.width && box.height && element.type !== "hidden";
  };
  for (const field of document.querySelectorAll("input, select, textarea"))
    if (kept(field) && !field.labels.length) said.push(`no label: ${field.name}`);
  const targets = new Map();
  for (const link of document.querySelectorAll("main a[href]")) {
    const words = (link.ariaLabel || link.textContent).replace(/\\s+/g, " ").trim();
    if (targets.has(words) && targets.get(words) !== link.href)
      said.push(`one text, two targets: “${words}”`);
    targets.set(words, link.href);
  }
  return [...new Set(said)];
}"""

_OVERFLOW = """() => {
  const root = document.scrollingElement, edge = root.clientWidth;
  if (root.scrollWidth <= edge) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    e => e.getBoundingClientRect().left + Math.max(e.scrollWidth, e.offsetWidth) > edge + 1
      && !e.closest("svg, .govuk-visually-hidden")
  );
  const deepest = wide.filter(e => !wide.some(other => other !== e && e.contains(other)));
  return deepest.slice(0, 3).map(
    e => `${e.tagName.toLowerCase()}.${e.className} “${e.textContent.trim().slice(0, 40)}”`
  );
}"""


_SMALL = """() => [...document.querySelectorAll(
  ".mp-header__who > a, .mp-header__who button, .govuk-service-navigation a"
)].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
  .map(e => `${e.textContent.trim()}: ${Math.round(e.getBoundingClientRect().height)} px`)"""


def barriers_on(page: Page) -> list[str]:
    """Everything found wrong on the page as it stands, in a sentence each."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE)
    found = [f"axe {said}" for said in page.evaluate(_RUN_AXE, _STANDARDS)]
    found += page.evaluate(_OUTLINE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"text at 200 % overflows: {said}" for said in page.evaluate(_OVERFLOW)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": NARROW, "height": 800})
    found += [f"too small for a thumb: {said}" for said in page.evaluate(_SMALL)]
    return found + [f"320 px overflows: {said}" for said in page.evaluate(_OVERFLOW)]
