#pragma once

#include <QString>
#include <vector>

namespace bitprism {

// A heading of a page of the users' guide, and what stands below it until the next.
struct GuideSection {
  QString title;
  QString anchor;
  QString text;  // Markdown, without the heading
};

struct GuidePage {
  QString file;  // within the guide's folder, such as "files.md"
  QString title;
  std::vector<GuideSection> sections;  // the first is the page's own, with the text above its first heading of level 2
};

// The anchor of a heading as code hosts make it: "Activation maps" gives "activation-maps".
QString headingAnchor(const QString& heading);

// The pages of the guide in a folder: index.md, then those that it links to, in its order. A plain value.
class GuideBook {
 public:
  GuideBook() = default;
  explicit GuideBook(const QString& folder);  // empty where there is no guide

  const QString& folder() const { return folder_; }
  const std::vector<GuidePage>& pages() const { return pages_; }

  // The place of the section that shows this picture: "panels.md#front" for "front.png". Empty if none does.
  QString placeOfPicture(const QString& name) const;

 private:
  QString folder_;
  std::vector<GuidePage> pages_;
};

// Whether a section has every word of a search, in its title or text, in any case. True for an empty search.
bool hasWords(const GuideSection& section, const QString& search);

}  // namespace bitprism
