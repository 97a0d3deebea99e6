#pragma once

namespace bitprism {

// The grid that views are laid out on: every margin and gap is one of these, in pixels.
namespace spacing {

constexpr int hair = 2;   // between lines of one text
constexpr int tight = 4;  // between rows that belong together
constexpr int gap = 6;    // between controls
constexpr int inset = 8;  // between a panel's edge and what it shows
constexpr int wide = 16;  // between columns

}  // namespace spacing
}  // namespace bitprism
