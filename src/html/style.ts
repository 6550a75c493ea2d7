import { createHash } from 'node:crypto';
import { Html } from './html.js';

const STYLE = `
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--line:#d9dde3;--text:#1b2430;--soft:#5b6675;--accent:#1f5fbf;
--area:#1f5fbf24;--good:#1a7f4b;--fair:#96600a;--bad:#b3261e;--mark:#ffd8d5}
@media (prefers-color-scheme:dark){:root{--page:#11161c;--card:#1a212a;--line:#323c48;--text:#e6eaf0;--soft:#9aa6b5;
--accent:#7fb0ff;--area:#7fb0ff2b;--good:#63d297;--fair:#f0b95c;--bad:#ff8a80;--mark:#6b2521}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:76rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.25rem;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;justify-content:space-between}
h1{font-size:1.3rem;margin:0}
h2{font-size:1rem;margin:1.75rem 0 .6rem}
a{color:var(--accent)}
p{margin:.3rem 0}
.soft,footer{color:var(--soft);font-size:.87rem}
footer{padding-bottom:2rem;margin-top:1.5rem}
.tiles{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));padding:0;margin:1rem 0 0;list-style:none}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem}
.card h2{margin:0;font-size:.87rem;font-weight:500;color:var(--soft)}
.figure{font-size:1.75rem;font-weight:600;line-height:1.25;margin:0}
.spark{display:block;width:100%;height:3rem;margin:.4rem 0 .2rem}
.spark polyline{fill:none;stroke:var(--accent);stroke-width:1.6;vector-effect:non-scaling-stroke}
.spark .area{fill:var(--area);stroke:none}
.spark .base{stroke:var(--line);vector-effect:non-scaling-stroke}
td .spark{width:8rem;height:1.7rem;margin:0}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.45rem .8rem;border-bottom:1px solid var(--line);white-space:nowrap}
tbody tr:last-child>*{border-bottom:0}
thead th{font-size:.8rem;font-weight:500;color:var(--soft)}
tbody th{font-weight:500}
.number{text-align:right}
td.wrap{white-space:normal;min-width:14rem}
td>div{display:flex;justify-content:space-between;gap:1rem}
.state{font-weight:600}
.state::before{content:"";display:inline-block;width:.55rem;height:.55rem;border-radius:50%;background:currentColor;margin-right:.45rem}
.good{color:var(--good)}.fair{color:var(--fair)}.bad{color:var(--bad)}
.pair{display:grid;gap:0 1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));align-items:start}
details{background:var(--card);border:1px solid var(--line);border-radius:.6rem;margin:.6rem 0}
summary{cursor:pointer;padding:.6rem 1rem;display:flex;flex-wrap:wrap;gap:.1rem 1rem;align-items:baseline}
summary b{font-weight:600;overflow-wrap:anywhere}
.inside{padding:0 1rem 1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--page);border:1px solid var(--line);border-radius:.4rem;
padding:.7rem;margin:.4rem 0;font:.87rem/1.5 ui-monospace,monospace;max-height:26rem;overflow-y:auto}
pre mark{background:var(--mark);color:inherit;outline:2px solid var(--bad);border-radius:.15rem}
label{display:block;font-weight:500;margin:.6rem 0 .2rem}
input,select,textarea,button{font:inherit;color:inherit;background:var(--page);border:1px solid var(--soft);border-radius:.4rem;padding:.4rem .6rem}
select,textarea,.field{width:100%}
textarea,.field{font-family:ui-monospace,monospace;font-size:.87rem}
button{background:var(--card);cursor:pointer;font-weight:500}
button:hover{border-color:var(--accent)}
button:disabled{color:var(--soft);cursor:not-allowed}
button[aria-pressed=true],button[aria-checked=true]{border-color:var(--bad);color:var(--bad);box-shadow:inset 0 0 0 1px var(--bad)}
.primary{background:var(--accent);border-color:var(--accent);color:var(--card)}
.row{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:.6rem 0}
.row form{margin:0}
.split{display:flex;gap:1rem;justify-content:space-between;align-items:flex-start}
h3,.inside h2{margin:.8rem 0 .2rem;font-size:.87rem;font-weight:500;color:var(--soft)}
.card h3{margin:0;font-size:1rem;font-weight:600;color:inherit}
.wide{margin-top:.6rem}
.wide th:first-child{width:11rem}
.wide td{white-space:normal;overflow-wrap:anywhere;font-family:ui-monospace,monospace;font-size:.87rem}
@media (max-width:40rem){th,td{padding:.4rem .6rem}td .spark{width:4.5rem}.wide th:first-child{width:auto}.wide tbody th{white-space:normal;overflow-wrap:anywhere;min-width:6.5rem}}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
`;

/** The style of every page. The Content-Security-Policy contains the digest of this text. */
export const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** Permissions of a page in addition to its own style. */
export interface PagePolicy {
  /** Whether the page may send forms to its own server. */
  readonly hasForms?: boolean;
  /** Whether the page may load scripts from its own server. The scripts may send requests to this server. */
  readonly hasScript?: boolean;
}

/** Returns the Content-Security-Policy of a page: its own style, no inline scripts, no other hosts, no framing. */
export const contentSecurityPolicy = ({ hasForms = false, hasScript = false }: PagePolicy): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    ...(hasScript ? ["script-src 'self'", "connect-src 'self'"] : []),
    "base-uri 'none'",
    `form-action '${hasForms ? 'self' : 'none'}'`,
    "frame-ancestors 'none'",
  ].join('; ');
