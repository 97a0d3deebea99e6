#include "widgets/core_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace bitprism {
namespace {

constexpr const char* translatedTexts[] = {
    // Metrics, and what cheap tasks observe.
    QT_TRANSLATE_NOOP("core", "accuracy"),
    QT_TRANSLATE_NOOP("core", "agreement with float"),
    QT_TRANSLATE_NOOP("core", "mean IoU"),
    QT_TRANSLATE_NOOP("core", "output SQNR"),
    QT_TRANSLATE_NOOP("core", "agreement with float on made images"),
    QT_TRANSLATE_NOOP("core", "output SQNR on made images"),
    QT_TRANSLATE_NOOP("core", "top-5 accuracy"),
    QT_TRANSLATE_NOOP("core", "binary accuracy"),
    QT_TRANSLATE_NOOP("core", "mean average precision"),
    QT_TRANSLATE_NOOP("core", "exact match"),
    QT_TRANSLATE_NOOP("core", "Hamming accuracy"),
    QT_TRANSLATE_NOOP("core", "PSNR to float"),
    QT_TRANSLATE_NOOP("core", "SSIM to float"),
    QT_TRANSLATE_NOOP("core", "COCO mAP"),
    QT_TRANSLATE_NOOP("core", "COCO mAP at .5"),
    QT_TRANSLATE_NOOP("core", "measure of the program"),
    QT_TRANSLATE_NOOP("core", "both"),

    // Costs.
    QT_TRANSLATE_NOOP("core", "memory"),
    QT_TRANSLATE_NOOP("core", "bit operations"),
    QT_TRANSLATE_NOOP("core", "latency"),

    // Methods; other names of methods are the same in every language.
    QT_TRANSLATE_NOOP("core", "Uniform"),

    // Ranges of inputs.
    QT_TRANSLATE_NOOP("core", "min-max"),
    QT_TRANSLATE_NOOP("core", "percentile"),
    QT_TRANSLATE_NOOP("core", "least squares"),
    QT_TRANSLATE_NOOP("core", "batch extremes"),
    QT_TRANSLATE_NOOP("core", "median of top ten"),
    QT_TRANSLATE_NOOP("core", "ACIQ clip"),
    QT_TRANSLATE_NOOP("core", "KL threshold"),
    QT_TRANSLATE_NOOP("core", "GDRQ threshold"),

    // Names of options.
    QT_TRANSLATE_NOOP("core", "symmetric"),
    QT_TRANSLATE_NOOP("core", "per channel"),
    QT_TRANSLATE_NOOP("core", "allocate"),
    QT_TRANSLATE_NOOP("core", "restore mean"),
    QT_TRANSLATE_NOOP("core", "prior"),
    QT_TRANSLATE_NOOP("core", "threshold"),
    QT_TRANSLATE_NOOP("core", "block"),
    QT_TRANSLATE_NOOP("core", "exponent bits"),
    QT_TRANSLATE_NOOP("core", "break-point"),
    QT_TRANSLATE_NOOP("core", "breakpoint"),
    QT_TRANSLATE_NOOP("core", "expand"),
    QT_TRANSLATE_NOOP("core", "group"),
    QT_TRANSLATE_NOOP("core", "sorted"),
    QT_TRANSLATE_NOOP("core", "reading"),
    QT_TRANSLATE_NOOP("core", "one sided"),
    QT_TRANSLATE_NOOP("core", "clip"),
    QT_TRANSLATE_NOOP("core", "author"),
    QT_TRANSLATE_NOOP("core", "terms"),
    QT_TRANSLATE_NOOP("core", "regions"),
    QT_TRANSLATE_NOOP("core", "overlapping"),
    QT_TRANSLATE_NOOP("core", "exact"),
    QT_TRANSLATE_NOOP("core", "half scales"),
    QT_TRANSLATE_NOOP("core", "refine"),
    QT_TRANSLATE_NOOP("core", "signed codes"),
    QT_TRANSLATE_NOOP("core", "power-of-two scale"),
    QT_TRANSLATE_NOOP("core", "power of two"),

    // Targets; names of products are the same in every language.
    QT_TRANSLATE_NOOP("core", "Any"),
    QT_TRANSLATE_NOOP("core", "ONNX Runtime, integers"),
    QT_TRANSLATE_NOOP("core", "ONNX Runtime, floats"),

    // Help of options.
    QT_TRANSLATE_NOOP("core", "zero in the middle of the codes for all activations, as int8 with zero point 0"),
    QT_TRANSLATE_NOOP("core", "scales are powers of two"),
    QT_TRANSLATE_NOOP("core", "share of the values that the range 'percentile' keeps"),
    QT_TRANSLATE_NOOP("core", "signed activations have their zero in the middle"),
    QT_TRANSLATE_NOOP("core", "one grid per tensor or per input channel"),
    QT_TRANSLATE_NOOP("core", "aciq per channel: bits of its own for each, the given ones on average"),
    QT_TRANSLATE_NOOP("core", "per channel, what is restored after rounding"),
    QT_TRANSLATE_NOOP("core", "density that aciq's clip is computed for"),
    QT_TRANSLATE_NOOP("core", "gdrq: k of the clip k mean|a|; 0: by the bits"),
    QT_TRANSLATE_NOOP("core", "bfp: neighbouring channels that share an exponent"),
    QT_TRANSLATE_NOOP("core", "bfp: bits of a shared exponent"),
    QT_TRANSLATE_NOOP("core", "how pwlq's break-point is found"),
    QT_TRANSLATE_NOOP("core", "fraction of the input channels to split"),
    QT_TRANSLATE_NOOP("core", "number of output channels that share a threshold"),
    QT_TRANSLATE_NOOP("core", "group channels by similar mean |w|"),
    QT_TRANSLATE_NOOP("core", "interpretation of the paper's grid"),
    QT_TRANSLATE_NOOP("core", "clipping factor k of k mean|w|; 0: the best for the bits"),
    QT_TRANSLATE_NOOP("core", "assumed density of the weights, for which the clip is computed"),
    QT_TRANSLATE_NOOP("core", "clip negative values to 0, as a ReLU does"),
    QT_TRANSLATE_NOOP("core", "use the analytic clipping range instead of the full range"),
    QT_TRANSLATE_NOOP("core", "allocate bits per channel, with the given bits on average"),
    QT_TRANSLATE_NOOP("core", "use the authors' tables and grids, for comparison"),
    QT_TRANSLATE_NOOP("core", "number of terms; 2 adds a second tensor for the remainder"),
    QT_TRANSLATE_NOOP("core", "how breakpoints are determined"),
    QT_TRANSLATE_NOOP("core", "number of pieces, one more than breakpoints"),
    QT_TRANSLATE_NOOP("core", "let the outer grid span the whole range"),
    QT_TRANSLATE_NOOP("core", "find the exact optimum instead of using Lloyd's iteration"),
    QT_TRANSLATE_NOOP("core", "number of input channels that share a scale"),
    QT_TRANSLATE_NOOP("core", "store scales as half floats"),
    QT_TRANSLATE_NOOP("core", "refine codes and scales alternately until the squared error converges"),

    // Marks of a histogram.
    QT_TRANSLATE_NOOP("core", "KL threshold %2"),
    QT_TRANSLATE_NOOP("core", "T = %1, %2"),
    QT_TRANSLATE_NOOP("core", "clip α = %1, %2"),
    QT_TRANSLATE_NOOP("core", "whole range"),
    QT_TRANSLATE_NOOP("core", "break-point %1"),

    // Searches.
    QT_TRANSLATE_NOOP("core", "multi-task GP"),
    QT_TRANSLATE_NOOP("core", "GP of the top task"),
    QT_TRANSLATE_NOOP("core", "multi-task GP as published, lines"),
    QT_TRANSLATE_NOOP("core", "multi-task GP as published, parabolas"),
    QT_TRANSLATE_NOOP("core", "multi-task GP as published, cubics"),
    QT_TRANSLATE_NOOP("core", "multi-task GP as published, Chebyshev"),
    QT_TRANSLATE_NOOP("core", "sensitivity sweep"),
    QT_TRANSLATE_NOOP("core", "knapsack"),
    QT_TRANSLATE_NOOP("core", "greedy"),
    QT_TRANSLATE_NOOP("core", "swaps by KL"),
    QT_TRANSLATE_NOOP("core", "random"),

    // Files to export to.
    QT_TRANSLATE_NOOP("core", "packed"),
    QT_TRANSLATE_NOOP(
        "core",
        "Runs in ONNX Runtime. Containers of 8 bits for 5 to 8 bits, of 4 for 3 and 4, of 2 (opset 25) for 1 "
        "and 2. Larger than the packed file."),
    QT_TRANSLATE_NOOP("core", "BitPrism's own format, codes packed to the bit."),
    QT_TRANSLATE_NOOP(
        "core",
        "Runs in any PyTorch, with the dequantized weights as floats: as large as the network that was opened."),

    // Steps of running work.
    QT_TRANSLATE_NOOP("core", "answering"),
    QT_TRANSLATE_NOOP("core", "calibrating activations"),
    QT_TRANSLATE_NOOP("core", "calibrating tensors"),
    QT_TRANSLATE_NOOP("core", "choosing methods"),
    QT_TRANSLATE_NOOP("core", "coding maps"),
    QT_TRANSLATE_NOOP("core", "collecting layer inputs"),
    QT_TRANSLATE_NOOP("core", "comparing"),
    QT_TRANSLATE_NOOP("core", "errors"),
    QT_TRANSLATE_NOOP("core", "evaluating"),
    QT_TRANSLATE_NOOP("core", "evaluating in the runtime"),
    QT_TRANSLATE_NOOP("core", "examining layers"),
    QT_TRANSLATE_NOOP("core", "finding ranges of maps"),
    QT_TRANSLATE_NOOP("core", "layers of the report"),
    QT_TRANSLATE_NOOP("core", "measuring again, evaluation"),
    QT_TRANSLATE_NOOP("core", "measuring latency"),
    QT_TRANSLATE_NOOP("core", "measuring sensitivities"),
    QT_TRANSLATE_NOOP("core", "measuring the float network"),
    QT_TRANSLATE_NOOP("core", "quantization errors"),
    QT_TRANSLATE_NOOP("core", "reading images"),
    QT_TRANSLATE_NOOP("core", "making images"),
    QT_TRANSLATE_NOOP("core", "reading the network"),
    QT_TRANSLATE_NOOP("core", "training"),
    QT_TRANSLATE_NOOP("core", "trying the usual preprocessings"),
    QT_TRANSLATE_NOOP("core", "writing files to time"),
    QT_TRANSLATE_NOOP("core", "opening files to time"),
    QT_TRANSLATE_NOOP("core", "profiling the %1 form"),
    QT_TRANSLATE_NOOP("core", "waiting for other measurements"),
    QT_TRANSLATE_NOOP("core", "starting workers"),
    QT_TRANSLATE_NOOP("core", "there are no workers"),
    QT_TRANSLATE_NOOP("core", "choosing the next plan"),
    QT_TRANSLATE_NOOP("core", "replaying finished trials"),
    QT_TRANSLATE_NOOP("core", "evaluating trial %1"),
    QT_TRANSLATE_NOOP("core", "measurements so far are kept"),

    // Names of jobs that say what they do.
    QT_TRANSLATE_NOOP("core", "saving a session"),
    QT_TRANSLATE_NOOP("core", "ranges of inputs"),
    QT_TRANSLATE_NOOP("core", "best method"),
    QT_TRANSLATE_NOOP("core", "opening"),
    QT_TRANSLATE_NOOP("core", "restoring edits"),
    QT_TRANSLATE_NOOP("core", "maps"),
    QT_TRANSLATE_NOOP("core", "inputs"),
    QT_TRANSLATE_NOOP("core", "choices waited for"),
    QT_TRANSLATE_NOOP("core", "opening a plan"),
    QT_TRANSLATE_NOOP("core", "opening a plan to compare"),
    QT_TRANSLATE_NOOP("core", "making a report"),
    QT_TRANSLATE_NOOP("core", "writing a plan for a command"),
    QT_TRANSLATE_NOOP("core", "exporting"),
    QT_TRANSLATE_NOOP("core", "saving a plan"),
};

}  // namespace

QString coreText(const QString& english) {
  static const QRegularExpression number(QStringLiteral(" \\d+$"));
  const QRegularExpressionMatch counted = number.match(english);
  if (!counted.hasMatch()) return QCoreApplication::translate("core", english.toUtf8().constData());
  const QString before = english.left(counted.capturedStart()) + QStringLiteral(" %1");
  return QCoreApplication::translate("core", before.toUtf8().constData())
      .replace(QLatin1String("%1"), counted.captured().trimmed());
}

std::span<const char* const> coreTexts() {
  return translatedTexts;
}

}  // namespace bitprism
