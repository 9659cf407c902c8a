// The style of the page: light and dark, narrow and wide, on screen and on paper.
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --text: #1c2128; --soft: #59636e; --ground: #ffffff; --card: #f6f8fa; --line: #d1d9e0; --link: #0756b5;
  --good: #116329; --warn: #8a5300; --bad: #b3121d; --info: #0756b5; --wait: #8250df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --soft: #9da7b1; --ground: #0d1117; --card: #161b22; --line: #3d444d; --link: #79b8ff;
    --good: #56d364; --warn: #e3b341; --bad: #ff8b85; --info: #79b8ff; --wait: #c297ff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: 0; list-style: none; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem 1rem; margin: 1rem 0; }
dl.facts div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .4rem .7rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; }
ul.plain { list-style: none; padding: 0; margin: .25rem 0; }
ul.plain > li { margin: .25rem 0; }
.attention { border: 1px solid var(--warn); border-left-width: 5px; border-radius: 6px; padding: .5rem .9rem; }
.attention h2 { margin: 0; border: 0; }
.soft { color: var(--soft); }
.badge {
  display: inline-block; font-size: .8rem; line-height: 1.35; padding: 0 .5em; border: 1px solid currentColor;
  border-radius: 1em; white-space: nowrap;
}
.doubtful, .unverified, .blocked, .timeout, .missing { color: var(--warn); }
.returned, .failed, .red { color: var(--bad); }
.verified, .accepted, .completed, .finished, .green { color: var(--good); }
.in_progress, .running { color: var(--info); }
.remaining, .cancelled, .interrupted { color: var(--soft); }
details { border: 1px solid var(--line); border-radius: 6px; margin: .35rem 0; background: var(--card); }
details:target { border-color: var(--link); }
summary { cursor: pointer; padding: .4rem .7rem; }
details > div { padding: .1rem .9rem .7rem; }
.text { white-space: pre-wrap; margin: .4rem 0; }
code, .command { font: .9em ui-monospace, monospace; }
.scroll { overflow-x: auto; max-height: 80vh; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
td.tight { white-space: nowrap; }
td.wide { min-width: 16rem; overflow-wrap: anywhere; }
svg { display: block; }
svg.chart { width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
svg.timeline { height: 4.5rem; }
svg.growth { height: 8rem; }
svg rect { fill: currentColor; }
svg rect.wait { fill: var(--wait); }
svg .break { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; vector-effect: non-scaling-stroke; }
svg polyline { fill: none; stroke: var(--info); stroke-width: 2; vector-effect: non-scaling-stroke; }
svg .edge { fill: none; stroke: var(--soft); stroke-width: 1.2; }
svg .node rect { fill: var(--card); stroke: currentColor; stroke-width: 1.5; }
svg .node text { fill: var(--text); font: 13px system-ui, sans-serif; text-anchor: middle; }
svg a:hover rect, svg a:focus-visible rect { stroke-width: 3; }
.scale { display: flex; justify-content: space-between; gap: 1rem; color: var(--soft); font-size: .85rem; }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .85rem; }
.key span::before { content: "■ "; }
.key .wait { color: var(--wait); }
@media (max-width: 30rem) {
  body { padding: .6rem; font-size: 15px; }
  dl.facts { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .3rem; }
}
@media (min-width: 45rem) {
  dl.evidence { display: grid; grid-template-columns: 9rem 1fr; gap: .2rem 1rem; margin: .5rem 0; }
}
@media print {
  body { max-width: none; font-size: 11px; }
  nav { display: none; }
  .scroll { overflow: visible; max-height: none; }
  details, tr, svg { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
