#include "app/workflow/report_styles.h"

#include <cstdint>
#include <cstdio>

#include "core/base/text.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

std::string hexColour(std::uint32_t colour) {
  char written[8];
  std::snprintf(written, sizeof written, "#%06x", static_cast<unsigned>(colour & 0xffffffU));
  return written;
}

}  // namespace

std::string pictureStyles() {
  std::string styles = R"css(
svg .t { font-size: 12px; } svg .a { font-size: 12.5px; fill: var(--muted); } svg .s { font-size: 10.5px; fill: var(--muted); }
svg .onbar { font-size: 10px; fill: var(--ground); }
svg .grid { stroke: var(--line); stroke-width: 1; fill: none; } svg .axis { stroke: var(--muted); fill: none; }
svg .cloud { stroke: var(--muted); stroke-width: 4; stroke-linecap: round; stroke-opacity: .55; fill: none; }
svg .frontline { stroke: var(--accent); stroke-width: 2; fill: none; } svg .front { fill: var(--accent); }
svg .chosen { fill: var(--ground); stroke: var(--warm); stroke-width: 2.5; }
svg .float { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 6 4; fill: none; }
svg .open { fill: var(--raised); stroke: var(--muted); } svg .input { stroke: var(--ink); stroke-width: 2; }
svg .bars { fill: var(--fill); } svg .level { stroke: var(--warm); stroke-width: 1; fill: none; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: .4rem 1rem; }
.multiples figure { margin: 0; } .multiples figcaption { font-size: .75rem; overflow-wrap: anywhere; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .87rem; }
.legend span { display: inline-block; min-width: 1.2em; height: 1.2em; line-height: 1.2em; text-align: center;
  color: var(--ground); font-size: .8em; }
)css";
  std::string dark;
  for (const Method method : existingMethods) {
    const MethodInfo& info = methodInfo(method);
    const auto rule = [&](std::uint32_t colour) {
      return text("svg .m-", info.name, " { fill: ", hexColour(colour), "; } .b-", info.name,
                  " { background: ", hexColour(colour), "; }\n");
    };
    styles += rule(info.lightColour);
    dark += rule(info.darkColour);
  }
  return styles + "@media (prefers-color-scheme: dark) {\n" + dark + "}\n";
}

}  // namespace bitprism
