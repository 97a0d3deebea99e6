#include "app/desktop/command_line.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QRegularExpression>

#include "app/desktop/language.h"
#include "app/desktop/panels.h"
#include "core/base/error.h"
#include "core/torch/read/readable_formats.h"
#include "widgets/search_form.h"

namespace bitprism {
namespace {

// "layers, weights or maps".
QString listedPanels() {
  QStringList names = panelNames();
  const QString last = names.takeLast();
  return QApplication::translate("main", "%1 or %2").arg(names.join(", "), last);
}

struct Options {
  const QCommandLineOption data{
      "data", QApplication::translate("main", "Images to measure plans on: a file or folder of images, or: example."),
      "DATA"};
  const QCommandLineOption preprocess{
      "preprocess",
      QApplication::translate("main",
                              "Preprocessing of the images: JSON with scale, mean, std, resize, crop, channels."),
      "FILE"};
  const QCommandLineOption theme{
      "theme", QApplication::translate("main", "Colours: light, dark, high-contrast or system."), "THEME"};
  const QCommandLineOption language{
      "language", QApplication::translate("main", "Language of texts and numbers: system, en, de or zh_CN."),
      "LANGUAGE"};
  const QCommandLineOption screenshot{
      "screenshot",
      QApplication::translate("main", "Save a picture of the window once everything is loaded, then quit."), "FILE"};
  const QCommandLineOption search{
      "search",
      QApplication::translate("main",
                              "Start a search of this many trials (with --screenshot: the picture is taken halfway)."),
      "TRIALS"};
  const QCommandLineOption tasks{
      "tasks", QApplication::translate("main", "Tasks of that search, such as 512,all,2000:1 (epochs after a colon)."),
      "TASKS"};
  const QCommandLineOption learn{
      "train", QApplication::translate("main", "Training images, for trainings and searches that train."), "DATA"};
  const QCommandLineOption epochs{
      "epochs",
      QApplication::translate(
          "main", "Start a training of this many epochs (with --screenshot: the picture is taken at its end)."),
      "EPOCHS"};
  const QCommandLineOption front{
      "front", QApplication::translate("main", "With --screenshot: draw only the front of this session."), "SESSION"};
  const QCommandLineOption plot{
      "plot", QApplication::translate("main", "With --screenshot: draw only the plot that this document describes."),
      "FILE"};
  const QCommandLineOption size{"window-size",
                                QApplication::translate("main", "Size of the window, such as 1680x1050."), "SIZE"};
  const QCommandLineOption plan{"plan", QApplication::translate("main", "Load this plan once the network is open."),
                                "FILE"};
  const QCommandLineOption layer{"layer", QApplication::translate("main", "Select the layer of this name."), "NAME"};
  const QCommandLineOption panel{
      "panel", QApplication::translate("main", "Bring a panel to the front: %1.").arg(listedPanels()), "NAME"};
  const QCommandLineOption alone{
      "alone", QApplication::translate("main", "With --screenshot and --panel: draw only that panel.")};
  const QCommandLineOption trust{
      "trust", QApplication::translate("main", "Run TorchScript archives, which are programs, without asking.")};
};

[[noreturn]] void refuse(const QString& sentence) {
  throw UsageError(sentence.toStdString());
}

void describe(QCommandLineParser& parser, const Options& options) {
  parser.setApplicationDescription(
      QApplication::translate("main", "See, tune, search and export the bit-widths of trained networks."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument("FILE",
                               QApplication::translate("main", "Network to open: %1; or: example")
                                   .arg(QString::fromStdString(networkFormatsText())),
                               "[FILE|example]");
  parser.addOptions({options.data, options.preprocess, options.theme, options.screenshot, options.search, options.tasks,
                     options.learn, options.epochs, options.front, options.plot, options.size, options.plan,
                     options.layer, options.panel, options.alone, options.trust, options.language});
}

// 0 if the option is absent.
int count(const QCommandLineParser& parser, const QCommandLineOption& option, const QString& problem) {
  bool number = true;
  const int value = parser.isSet(option) ? parser.value(option).toInt(&number) : 0;
  if (!number || value < 0) refuse(problem.arg(parser.value(option)));
  return value;
}

QSize windowSize(const QCommandLineParser& parser, const QCommandLineOption& option) {
  if (!parser.isSet(option)) return {};
  const QRegularExpressionMatch extent = QRegularExpression("^(\\d{3,5})x(\\d{3,5})$").match(parser.value(option));
  if (!extent.hasMatch())
    refuse(QApplication::translate("main", "cannot use window size '%1': expected a size such as 1680x1050")
               .arg(parser.value(option)));
  return {extent.captured(1).toInt(), extent.captured(2).toInt()};
}

StartupTask::Wishes errandOf(const QCommandLineParser& parser, const Options& options) {
  if (parser.isSet(options.tasks)) tasksFromText(parser.value(options.tasks).toStdString());  // throws
  StartupTask::Wishes errand;
  errand.picture = parser.value(options.screenshot);
  errand.trials = count(parser, options.search,
                        QApplication::translate("main", "cannot read the number of trials '%1': expected a number"));
  errand.plan = parser.value(options.plan);
  errand.layer = parser.value(options.layer);
  errand.panel = parser.value(options.panel);
  errand.alone = parser.isSet(options.alone);
  errand.tasks = parser.value(options.tasks);
  errand.epochs = count(parser, options.epochs,
                        QApplication::translate("main", "cannot read the number of epochs '%1': expected a number"));
  return errand;
}

void checkTogether(const QCommandLineParser& parser, const Options& options) {
  const bool picture = parser.isSet(options.screenshot);
  const bool plot = parser.isSet(options.front) || parser.isSet(options.plot);
  if (parser.positionalArguments().size() > 1)
    refuse(QApplication::translate("main", "expected one network, not several"));
  if (plot && !picture) refuse(QApplication::translate("main", "--front and --plot need --screenshot FILE"));
  if (picture && !plot && parser.positionalArguments().isEmpty())
    refuse(QApplication::translate("main", "a screenshot needs a network to show"));
  if (parser.isSet(options.alone) && (!picture || plot || !parser.isSet(options.panel)))
    refuse(QApplication::translate("main", "--alone needs --screenshot FILE and --panel NAME"));
  if (parser.isSet(options.panel) && !panelNames().contains(parser.value(options.panel)))
    refuse(QApplication::translate("main", "there is no panel '%1': expected %2")
               .arg(parser.value(options.panel), listedPanels()));
}

}  // namespace

bool CommandLine::errands() const {
  return !errand.picture.isEmpty() || errand.trials > 0 || errand.epochs > 0 || !errand.plan.isEmpty() ||
         !errand.layer.isEmpty();
}

CommandLine readCommandLine(Theme preferred) {
  const Options options;
  QCommandLineParser parser;
  describe(parser, options);
  parser.process(*QCoreApplication::instance());

  CommandLine line;
  line.theme = preferred;
  if (parser.isSet(options.theme) && !themeFromName(parser.value(options.theme), line.theme))
    refuse(QApplication::translate("main", "there is no theme '%1': expected light, dark, high-contrast or system")
               .arg(parser.value(options.theme)));
  if (Language known{}; parser.isSet(options.language) && !languageFromName(parser.value(options.language), known))
    refuse(QApplication::translate("main", "there is no language '%1': expected system, en, de or zh_CN")
               .arg(parser.value(options.language)));
  line.errand = errandOf(parser, options);
  line.size = windowSize(parser, options.size);
  checkTogether(parser, options);
  line.network = parser.positionalArguments().value(0);
  line.data = parser.value(options.data);
  line.train = parser.value(options.learn);
  line.preprocessing = parser.value(options.preprocess);
  line.front = parser.value(options.front);
  line.plot = parser.value(options.plot);
  line.trust = parser.isSet(options.trust);
  return line;
}

}  // namespace bitprism
