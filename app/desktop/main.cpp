#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QRegularExpression>
#include <csignal>
#include <cstdio>
#include <memory>

#include "app/desktop/main_window.h"
#include "app/desktop/plot_picture.h"
#include "app/desktop/preferences.h"
#include "app/desktop/startup_errand.h"
#include "app/workflow/image_source.h"
#include "app/workflow/plot_data.h"
#include "core/base/error.h"
#include "core/torch/read/network_apart.h"
#include "core/torch/read/network_reader.h"
#include "widgets/search_form.h"

namespace {

int usageError(const QString& sentence) {
  std::fprintf(stderr, "%s\n", qPrintable(sentence));
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace bitprism;
  const std::unique_ptr<ApartProcess> apart = startReadingApart();  // before there are threads
  QApplication application(argc, argv);
  QApplication::setApplicationName("BitPrism");
  QApplication::setOrganizationName("BitPrism");
  QApplication::setApplicationVersion("0.1.0");
  QApplication::setDesktopFileName("bitprism");
  QApplication::setWindowIcon(QIcon(QString::fromStdString(resourceFolder()) + "/icons/bitprism.svg"));

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QApplication::translate("main", "See, tune, search and export the bit-widths of trained networks."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument("FILE",
                               QApplication::translate("main", "Network to open: %1; or: example")
                                   .arg(QString::fromStdString(networkFormatsText())),
                               "[FILE|example]");
  const QCommandLineOption data(
      "data", QApplication::translate("main", "Images to measure plans on: a file or folder of images, or: example."),
      "DATA");
  const QCommandLineOption preprocess(
      "preprocess",
      QApplication::translate("main", "How pixels become inputs: JSON with scale, mean, std, resize, crop, channels."),
      "FILE");
  const QCommandLineOption theme("theme", QApplication::translate("main", "Colours: light, dark or system."), "THEME");
  const QCommandLineOption screenshot(
      "screenshot", QApplication::translate("main", "Draw the window into a picture once all is loaded, then leave."),
      "FILE");
  const QCommandLineOption search(
      "search",
      QApplication::translate("main", "Start a search of so many trials (with --screenshot: draw when half done)."),
      "TRIALS");
  const QCommandLineOption tasks(
      "tasks", QApplication::translate("main", "Tasks of that search, such as 512,all,2000:1 (epochs behind a colon)."),
      "TASKS");
  const QCommandLineOption learn(
      "train", QApplication::translate("main", "Images to learn from, for trainings and searches that train."), "DATA");
  const QCommandLineOption epochs(
      "epochs",
      QApplication::translate("main",
                              "Start a training of so many epochs (with --screenshot: draw when it has ended)."),
      "EPOCHS");
  const QCommandLineOption front(
      "front", QApplication::translate("main", "With --screenshot: draw only the front of this session."), "SESSION");
  const QCommandLineOption plot(
      "plot", QApplication::translate("main", "With --screenshot: draw only the plot that this document describes."),
      "FILE");
  const QCommandLineOption size("window-size",
                                QApplication::translate("main", "Size of the window, such as 1680x1050."), "SIZE");
  const QCommandLineOption plan("plan", QApplication::translate("main", "Load this plan once the network is open."),
                                "FILE");
  const QCommandLineOption layer("layer", QApplication::translate("main", "Select the layer of this name."), "NAME");
  const QCommandLineOption panel(
      "panel",
      QApplication::translate(
          "main", "Bring a panel to the front: layers, weights, activations, errors, search, training or maps."),
      "NAME");
  const QCommandLineOption trust(
      "trust", QApplication::translate("main", "Do not ask before a TorchScript archive, which is a program, runs."));
  parser.addOptions({data, preprocess, theme, screenshot, search, tasks, learn, epochs, front, plot, size, plan, layer,
                     panel, trust});
  parser.process(application);

  Preferences preferences;
  Theme colours = preferences.theme();
  if (parser.isSet(theme) && !themeFromName(parser.value(theme), colours)) {
    return usageError(QApplication::translate("main", "there is no theme '%1': expected light, dark or system")
                          .arg(parser.value(theme)));
  }
  try {
    if (parser.isSet(tasks)) tasksFromText(parser.value(tasks).toStdString());
  } catch (const Error& problem) {
    return usageError(QString::fromStdString(problem.what()));
  }
  bool number = true;
  const int trials = parser.isSet(search) ? parser.value(search).toInt(&number) : 0;
  if (!number || trials < 0) {
    return usageError(
        QApplication::translate("main", "cannot search '%1' trials: expected a number").arg(parser.value(search)));
  }
  const int trainedEpochs = parser.isSet(epochs) ? parser.value(epochs).toInt(&number) : 0;
  if (!number || trainedEpochs < 0)
    return usageError(
        QApplication::translate("main", "cannot train '%1' epochs: expected a number").arg(parser.value(epochs)));
  const QRegularExpressionMatch extent = QRegularExpression("^(\\d{3,5})x(\\d{3,5})$").match(parser.value(size));
  if (parser.isSet(size) && !extent.hasMatch()) {
    return usageError(QApplication::translate("main", "cannot use window size '%1': expected one such as 1680x1050")
                          .arg(parser.value(size)));
  }
  if (parser.positionalArguments().size() > 1)
    return usageError(QApplication::translate("main", "expected one network, not several"));

  std::optional<Preprocessing> preprocessing;
  try {
    if (parser.isSet(preprocess)) preprocessing = readPreprocessing(parser.value(preprocess).toStdString());
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }

  applyTheme(colours);
  if (parser.isSet(front) || parser.isSet(plot)) {
    if (!parser.isSet(screenshot))
      return usageError(QApplication::translate("main", "--front and --plot need --screenshot FILE"));
    try {
      if (parser.isSet(front))
        drawPlot(frontPlot(Session::openForReading(parser.value(front).toStdString())).document,
                 parser.value(screenshot));
      else
        drawPlot(parser.value(plot).toStdString(), parser.value(screenshot));
      return 0;
    } catch (const Error& error) {
      std::fprintf(stderr, "%s\n", error.what());
      return dynamic_cast<const InputError*>(&error) ? 3 : 1;
    }
  }
  // A file that may not grow is an error to report, not a reason to be killed.
  std::signal(SIGXFSZ, SIG_IGN);
  MainWindow window(preferences);
  // Nobody is there to answer where only a picture is wanted.
  window.guardReading(apart.get(), parser.isSet(trust) || parser.isSet(screenshot)
                                       ? std::nullopt
                                       : std::optional(TrustedPrograms(TrustedPrograms::usersFile())));
  if (parser.isSet(screenshot) || parser.isSet(size)) {
    // A picture shows the window as it comes, whatever its user has moved.
    window.resize(extent.hasMatch() ? QSize(extent.captured(1).toInt(), extent.captured(2).toInt())
                                    : QSize(1680, 1050));
    window.show();
    window.resetLayout();
  } else {
    window.restoreLayout();
    window.show();
  }
  const QStringList files = parser.positionalArguments();
  if (!files.isEmpty()) window.openNetwork(files.front(), parser.value(data), preprocessing, parser.value(learn));
  if (parser.isSet(screenshot) && files.isEmpty())
    return usageError(QApplication::translate("main", "a screenshot needs a network to show"));
  if (parser.isSet(panel) && !window.showPanel(parser.value(panel)))
    return usageError(QApplication::translate("main",
                                              "there is no panel '%1': expected layers, weights, activations, "
                                              "errors, search, training or maps")
                          .arg(parser.value(panel)));
  if (parser.isSet(screenshot) || trials > 0 || trainedEpochs > 0 || parser.isSet(plan) || parser.isSet(layer))
    new StartupErrand(window,
                      {parser.value(screenshot), trials, parser.value(plan), parser.value(layer), parser.value(panel),
                       parser.value(tasks), trainedEpochs},
                      &window);
  return QApplication::exec();
}
