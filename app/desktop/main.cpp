#include <QApplication>
#include <QIcon>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>

#include "app/desktop/command_line.h"
#include "app/desktop/language.h"
#include "app/desktop/main_window.h"
#include "app/desktop/plot_picture.h"
#include "app/desktop/preferences.h"
#include "app/workflow/image_source.h"
#include "app/workflow/plot_data.h"
#include "core/base/error.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/reading_process.h"

namespace bitprism {
namespace {

void nameApplication() {
  QApplication::setApplicationName("BitPrism");
  QApplication::setOrganizationName("BitPrism");
  QApplication::setApplicationVersion(BITPRISM_VERSION);
  QApplication::setDesktopFileName(qEnvironmentVariable("FLATPAK_ID", "bitprism"));
  QApplication::setWindowIcon(QIcon(QString::fromStdString(resourceFolder()) + "/icons/bitprism.svg"));
}

// Such a text is printed on machines without a display, too.
bool asksForText(int argc, char** argv) {
  static constexpr std::string_view flags[] = {"-h", "--help", "--help-all", "-v", "--version"};
  return std::any_of(argv + std::min(argc, 1), argv + argc, [](const char* given) {
    return std::find(std::begin(flags), std::end(flags), given) != std::end(flags);
  });
}

int failed(const Error& error, int code) {
  std::fprintf(stderr, "%s\n", error.what());
  return code;
}

int drawAlone(const CommandLine& line) {
  try {
    if (!line.front.isEmpty())
      drawPlot(frontPlot(Session::openForReading(line.front.toStdString())).document, line.errand.picture);
    else
      drawPlot(line.plot.toStdString(), line.errand.picture);
    return 0;
  } catch (const Error& error) {
    return failed(error, dynamic_cast<const InputError*>(&error) ? 3 : 1);
  }
}

void showWindow(MainWindow& window, const CommandLine& line) {
  if (line.errand.picture.isEmpty() && line.size.isEmpty()) {
    window.restoreLayout();
    window.show();
    return;
  }
  // A picture shows the default layout of the window, not the user's.
  window.resize(line.size.isEmpty() ? QSize(1680, 1050) : line.size);
  window.show();
  window.resetLayout();
}

int runWindow(const CommandLine& line, const std::optional<Preprocessing>& preprocessing, Preferences& preferences,
              const SeparateProcess* apart) {
  // Exceeding the file size limit is an error to report, not a reason to be killed.
  std::signal(SIGXFSZ, SIG_IGN);
  const std::jthread preparing(prepareTorchEarly);  // not before: the command line may end the program by exit()
  MainWindow window(preferences);
  // Nobody can answer if only a picture is requested.
  const bool asks = !line.trust && line.errand.picture.isEmpty();
  window.guardReading(apart, asks ? std::optional(TrustedPrograms(TrustedPrograms::usersFile())) : std::nullopt);
  window.useTheme(line.theme);
  // First: it is read while the window is laid out.
  if (!line.network.isEmpty()) window.openNetwork(line.network, line.data, preprocessing, line.train);
  showWindow(window, line);
  if (!line.errand.panel.isEmpty()) window.showPanel(line.errand.panel);
  if (line.errand.picture.isEmpty()) window.offerRestoring();
  if (line.errands()) new StartupTask(window, line.errand, &window);
  return QApplication::exec();
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  using namespace bitprism;
  const std::unique_ptr<SeparateProcess> apart = startReadingProcess();  // before any threads exist
  if (asksForText(argc, argv)) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  nameApplication();
  Preferences preferences;
  std::optional<UsedLanguage> language;
  language.emplace(languageOf(QApplication::arguments(), preferences.language()));
  CommandLine line;
  try {
    line = readCommandLine(preferences.theme());
  } catch (const UsageError& error) {
    return failed(error, 2);
  }
  applyTheme(line.theme);
  if (!line.front.isEmpty() || !line.plot.isEmpty()) {
    language.emplace(Language::English);  // a picture for bitprism-cli is the same everywhere
    return drawAlone(line);
  }
  std::optional<Preprocessing> preprocessing;
  try {
    if (!line.preprocessing.isEmpty()) preprocessing = readPreprocessing(line.preprocessing.toStdString());
  } catch (const Error& error) {
    return failed(error, 3);
  }
  return runWindow(line, preprocessing, preferences, apart.get());
}
