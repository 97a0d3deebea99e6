#include <QSignalSpy>
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "app/desktop/channel_units.h"
#include "app/desktop/document.h"
#include "app/desktop/plan_pictures.h"
#include "core/base/random.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/codes/levels.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/packed_layout.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"

namespace bitprism::test {

class DocumentTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    document = std::make_unique<Document>();
    document->setNetwork(std::make_shared<const Network>(smallNetwork()));
  }

  void editsAreUndoneAndRedone() {
    QSignalSpy changes(document.get(), &Document::planChanged);
    const std::int64_t before = document->bytes();
    document->setBits({0, 2}, 3);
    QCOMPARE(document->plan().bits(), (BitAllocation{3, 8, 3}));
    QVERIFY(document->bytes() < before);
    QCOMPARE(document->bytes(), modelSize(*document->network(), document->plan()).total());
    document->undoStack().undo();
    QCOMPARE(document->plan().bits(), (BitAllocation{8, 8, 8}));
    QCOMPARE(document->bytes(), before);
    document->undoStack().redo();
    QCOMPARE(document->plan().bits(), (BitAllocation{3, 8, 3}));
    QCOMPARE(changes.count(), 3);
  }

  void aDragIsOneStep() {
    for (const int bits : {7, 6, 5, 4}) document->dragBits(1, bits);
    document->finishDrag();
    for (const int bits : {3, 2}) document->dragBits(1, bits);
    document->finishDrag();
    QCOMPARE(document->undoStack().count(), 2);
    document->undoStack().undo();
    QCOMPARE(document->plan().layers[1].bits, 4);
    document->undoStack().undo();
    QCOMPARE(document->plan().layers[1].bits, 8);
  }

  void aDragThatComesBackIsNoStep() {
    document->dragBits(1, 5);
    document->dragBits(1, 8);
    document->finishDrag();
    QCOMPARE(document->undoStack().count(), 0);
  }

  void aDragIsTakenBack() {
    document->setBits({0}, 3);
    document->dragBits(1, 5);
    document->dragPlan({2, 2, 2}, "budget");
    document->cancelDrag();
    document->finishDrag();
    QCOMPARE(document->plan().bits(), (BitAllocation{3, 8, 8}));
    QCOMPARE(document->undoStack().count(), 1);  // and nothing to redo
    document->cancelDrag();                      // of none
    QCOMPARE(document->plan().bits(), (BitAllocation{3, 8, 8}));
  }

  void lockedLayersKeepTheirBits() {
    document->setLocked({1}, true);
    document->setBits({0, 1, 2}, 2);
    document->dragBits(1, 3);
    document->stepBits({1}, -1);
    QCOMPARE(document->plan().bits(), (BitAllocation{2, 8, 2}));
    const SearchSpace space = document->space(widthsBetween(2, 8));
    QCOMPARE(space.layers[1].widths, PlanChoice{8});
    QCOMPARE(space.bytes({2, 8, 2}), document->bytes());
    document->undoStack().undo();
    document->undoStack().undo();
    QVERIFY(!document->locked(1));
  }

  void rangesAndTiesHoldInSpacesAndEdits() {
    document->setRange({0}, 4, 6);
    document->setTie({1, 2}, 1);
    SearchSpace space = document->space(widthsBetween(2, 8));
    QCOMPARE(space.layers[0].widths, (PlanChoice{4, 5, 6}));
    QCOMPARE(space.ties.size(), std::size_t{1});
    document->setBits({2}, 3);
    QCOMPARE(document->plan().bits(), (BitAllocation{8, 3, 3}));
    for (const std::int64_t budget : {0, 1 << 30}) {
      const BitAllocation bits = document->allocationForBudget(budget);
      QVERIFY(space.contains(PlanChoice(bits.begin(), bits.end())));
    }
    document->setLocked({1}, true);
    space = document->space(widthsBetween(2, 8));
    QCOMPARE(space.layers[2].widths, PlanChoice{3});
    const SpaceRules rules = document->rules();
    document->undoStack().undo();
    document->undoStack().undo();
    document->undoStack().undo();
    QCOMPARE(document->tie(1), 0);
    document->setRules(rules);
    QVERIFY(document->rules() == rules);
  }

  void rulesThatContradictEachOtherAreRefused() {
    QSignalSpy refusals(document.get(), &Document::refused);
    document->setRange({0}, 2, 3);
    document->setRange({1}, 5, 8);
    document->setTie({0, 1}, 1);
    QCOMPARE(refusals.count(), 1);
    QCOMPARE(document->tie(0), 0);
    QVERIFY(refusals[0][0].toString().contains("no bit-width in common"));
  }

  void stepsEndAtOneBitAndFloat() {
    document->stepBits({0}, 1);
    QCOMPARE(document->plan().layers[0].bits, halfBits);
    document->stepBits({0}, 1);
    QCOMPARE(document->plan().layers[0].bits, floatBits);
    document->stepBits({0}, 1);
    QCOMPARE(document->undoStack().count(), 2);  // nothing above float
    document->setBits({0}, 1);
    document->stepBits({0}, -1);
    QCOMPARE(document->plan().layers[0].bits, 1);
  }

  void budgetsAreKept() {
    const auto [least, most] = document->reachableBytes();
    QVERIFY(least < most);
    for (int i = 0; i <= 10; ++i) {
      const std::int64_t budget = least + (most - least) * i / 10;
      const BitAllocation bits = document->allocationForBudget(budget);
      QVERIFY(modelSize(*document->network(), withBits(document->baseScheme(), bits)).total() <= budget);
    }
    QCOMPARE(document->allocationForBudget(0), (BitAllocation{2, 2, 2}));
  }

  void inputsFollowWhatWasAskedForAndAreUndone() {
    std::vector<InputStatistics> inputs(3);
    for (std::size_t l = 0; l < 3; ++l) inputs[l].histogram.add(std::vector<float>{0, 0.5F, 1, 2, 3});
    document->setActivationCalibration(std::make_shared<const ActivationCalibration>(std::move(inputs)));
    const std::int64_t before = document->bytes();
    document->setInputs({0, 1, 2}, {.bits = 4});
    QCOMPARE(document->undoStack().undoText(), QString("4 bits for all inputs"));
    QCOMPARE(document->plan().activation(1).bits, 4);
    QCOMPARE(document->bytes(), before + 3 * packedActivationBytes(ActivationScheme{.bits = 8}));
    QCOMPARE(layerRows(*document)[2].inputBits, 4);
    QCOMPARE(inputPicture(*document, 0).levels.size(), std::size_t{16});
    document->setInputs({0, 1, 2}, {.tied = true});
    document->setBits({2}, 3);
    QCOMPARE(document->plan().activation(0).bits, 8);
    QCOMPARE(document->plan().activation(2).bits, 3);
    // One layer's input alone: the others stay as they are.
    document->setInputs({1}, {.bits = 5, .options = {.range = ActivationRange::Aciq}});
    QCOMPARE(document->plan().activation(0).bits, 8);
    QCOMPARE(document->plan().activation(1).bits, 5);
    QCOMPARE(document->plan().activation(1).range, ActivationRange::Aciq);
    document->setBits({1, 2}, 6);
    QCOMPARE(document->plan().activation(1).bits, 5);
    QCOMPARE(document->plan().activation(2).bits, 6);
    QVERIFY(!commonRequest(document->inputs()));
    document->setInputs({0}, ActivationRequest{});
    QVERIFY(document->plan().activation(0).isFloat());
    QCOMPARE(document->undoStack().count(), 6);
    for (int i = 0; i < 6; ++i) document->undoStack().undo();
    QVERIFY(!document->plan().quantizesActivations());
    QCOMPARE(document->bytes(), before);
  }

  void sensitivityDecidesWhoPays() {
    const SearchSpace space = document->space(widthsBetween(2, 8));
    Sensitivity sensitivity;
    for (std::size_t l = 0; l < 3; ++l) {
      std::vector<double> kl;
      // Layer 1 suffers a hundred times as much as the others.
      for (int bits = 2; bits <= 8; ++bits) kl.push_back((l == 1 ? 1.0 : 0.01) * std::pow(4.0, -bits) * 16);
      sensitivity.kl.push_back(kl);
    }
    document->setSensitivity(sensitivity, space);
    const auto [least, most] = document->reachableBytes();
    const BitAllocation bits = document->allocationForBudget((least + most) / 2);
    QVERIFY(bits[1] > bits[0]);
    QVERIFY(*document->sensitivity(1, 2) > *document->sensitivity(0, 2));
    QCOMPARE(document->sensitivityShare(*document->sensitivity(1, 2)), 1.0);
    QCOMPARE(document->sensitivityShare(0), 0.0);
    QVERIFY(!document->sensitivity(1, 1));  // was not measured
  }

  void theCacheSaysWhatTheQuantizerDoes() {
    document->setScheme({});
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
    const Network& network = *document->network();
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      QVERIFY(document->errors().facts(l));
      QuantScheme scheme = document->baseScheme().at(minimumBits);
      for (; scheme.bits <= maximumBits; ++scheme.bits) {
        const SchemeResult* result = document->errors().find(l, scheme);
        QVERIFY(result);
        const std::vector<float> rounded = dequantize(quantize(network.layers[l], scheme));
        QCOMPARE(result->error.mse, quantError(*network.layers[l].weights, rounded).mse);
        QCOMPARE(result->bytes, layerBytes(network.layers[l], scheme));
        // Every weight of the first channel became one of the levels of row 0.
        const std::vector<double> levels = result->levels(0);
        const auto perChannel =
            static_cast<std::size_t>(network.layers[l].weightCount() / network.layers[l].channels());
        for (std::size_t i = 0; i < perChannel; ++i) {
          QVERIFY(std::any_of(levels.begin(), levels.end(),
                              [&](double level) { return std::abs(level - rounded[i]) < 1e-7; }));
        }
      }
    }
  }

  void picturesSayWhatThePlanIs() {
    document->setScheme({});
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
    document->setBits({1}, 3);
    const std::vector<LayerRow> rows = layerRows(*document);
    QCOMPARE(rows.size(), std::size_t{3});
    QCOMPARE(rows[1].bits, 3);
    QVERIFY(rows[1].sqnrDb && *rows[1].sqnrDb < *rows[0].sqnrDb);
    const WeightsPicture picture = weightsPicture(*document, 1, -1);
    QCOMPARE(picture.levels.size(), std::size_t{8});
    QVERIFY(picture.histogram);
    const WeightsPicture channel = weightsPicture(*document, 1, 2);
    std::int64_t counted = 0;
    for (const std::int64_t count : channel.histogram->counts) counted += count;
    QCOMPARE(counted, document->network()->layers[1].weightCount() / 5);
  }

  void allChannelsAreDrawnInUnitsOfTheirOwnLevels() {
    document->setMethod({1}, {.granularity = Granularity::Channel});
    document->setBits({1}, 3);
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
    const Layer& layer = document->network()->layers[1];
    const QuantizedTensor tensor = quantize(layer, document->plan().layers[1]);
    const auto largest = [&](std::size_t row) {
      const std::vector<double> levels = quantizationLevels(tensor, row);
      return std::max(std::abs(levels.front()), std::abs(levels.back()));
    };
    const auto channels = static_cast<std::size_t>(layer.channels());
    const std::size_t each = layer.weights->size() / channels;
    double low = 0, high = 0;
    for (std::size_t i = 0; i < layer.weights->size(); ++i) {
      const double scaled = (*layer.weights)[i] / largest(i / each);
      low = std::min(low, scaled);
      high = std::max(high, scaled);
    }
    const WeightsPicture picture = weightsPicture(*document, 1, -1);
    QCOMPARE(picture.unit, largest(typicalRow(tensor)));
    QVERIFY(std::abs(picture.histogram->low - low) < 1e-6 && std::abs(picture.histogram->high - high) < 1e-6);
    document->setMethod({1}, {.granularity = Granularity::Tensor});
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
    QCOMPARE(weightsPicture(*document, 1, -1).unit, 0.0);
  }

  // Its only level is the mean of its weights, in which these would be very large.
  void aChannelWithoutBitsIsNotDrawnInItsOwnUnits() {
    Random random(5);
    std::vector<float> weights;
    for (int channel = 0; channel < 6; ++channel)
      for (int i = 0; i < 64; ++i)
        weights.push_back(static_cast<float>((channel == 5 ? 1e-4 : 0.1) * (0.02 + random.normal())));
    Layer layer;
    layer.shape = {6, 64};
    layer.weights = constantArray(std::move(weights));
    const QuantizedTensor grid =
        quantize(layer, {.method = Method::Aciq, .bits = 3, .options = AciqOptions{.allocate = true}});
    QCOMPARE(int(grid.channelBits[5]), 0);
    const auto units = inChannelUnits(layer, grid);
    QVERIFY(units);
    QVERIFY2(units->histogram.high < 10, qPrintable(QString::number(units->histogram.high)));
    std::int64_t counted = 0;
    for (const std::int64_t count : units->histogram.counts) counted += count;
    QCOMPARE(counted, std::int64_t{5 * 64});
  }

  void aMethodIsOneStepAndLeavesLockedLayersAlone() {
    document->setLocked({1}, true);
    const QuantPlan before = document->plan();
    document->setMethod({0, 1, 2}, {.method = Method::Dsconv, .options = DsconvOptions{.block = 4}});
    QCOMPARE(document->undoStack().count(), 2);
    QCOMPARE(document->undoStack().undoText(), QString("method DSConv for 3 layers"));
    QCOMPARE(document->plan().layers[0],
             (QuantScheme{.method = Method::Dsconv, .bits = 8, .options = DsconvOptions{.block = 4}}));
    QCOMPARE(document->plan().layers[1], before.layers[1]);
    QCOMPARE(document->bytes(), modelSize(*document->network(), document->plan()).total());
    document->undoStack().undo();
    QVERIFY(document->plan() == before);
    QSignalSpy refusals(document.get(), &Document::refused);
    document->setMethod({1}, {.method = Method::Dsconv});
    QCOMPARE(refusals.count(), 1);
    QVERIFY2(refusals[0][0].toString().contains("locked"), qPrintable(refusals[0][0].toString()));
    QVERIFY(document->plan() == before);
  }

  void bitsNeverChangeTheMethodOfALayer() {
    document->setMethod({1}, {.method = Method::Pwlq});
    document->setMethod({2}, {.method = Method::Kmeans});
    const auto methods = [&] {
      std::vector<Method> found;
      for (const QuantScheme& scheme : document->plan().layers) found.push_back(scheme.method);
      return found;
    };
    const std::vector<Method> mixed = {Method::Uniform, Method::Pwlq, Method::Kmeans};
    document->setBits({0, 1, 2}, 3);
    QCOMPARE(methods(), mixed);
    for (const int bits : {4, 2, 1}) document->dragBits(1, bits);
    document->finishDrag();
    QCOMPARE(document->plan().bits(), (BitAllocation{3, 2, 3}));  // PWLQ at 1 bit is not
    QCOMPARE(methods(), mixed);
    document->stepBits({0, 1, 2}, -1);
    document->stepBits({0, 1, 2}, -1);
    QCOMPARE(document->plan().bits(), (BitAllocation{1, 2, 1}));
    document->dragPlan({1, 1, 1}, "drag");
    document->finishDrag();
    QCOMPARE(document->plan().bits(), (BitAllocation{1, 2, 1}));
    const auto [least, most] = document->reachableBytes();
    for (int i = 0; i <= 10; ++i) {
      const std::int64_t budget = least + (most - least) * i / 10;
      document->dragPlan(document->allocationForBudget(budget), "budget");
      QVERIFY(document->bytes() <= budget);
      QCOMPARE(methods(), mixed);
    }
    document->finishDrag();
    const SearchSpace space = document->space(widthsBetween(2, 8));
    document->setBits({0, 1, 2}, 4);
    QCOMPARE(space.bytes({4, 4, 4}), document->bytes());
  }

  void whatAMethodCannotHaveIsRefusedInASentence() {
    document->setMethod({1}, {.method = Method::Pwlq});
    QSignalSpy refusals(document.get(), &Document::refused);
    const QuantPlan before = document->plan();
    document->setBits({0, 1}, 1);
    QCOMPARE(refusals.count(), 1);
    QVERIFY2(refusals[0][0].toString().contains("pwlq at 1 bit"), qPrintable(refusals[0][0].toString()));
    QVERIFY(refusals[0][0].toString().startsWith(QString::fromStdString(document->network()->layers[1].name)));
    QVERIFY(document->plan() == before);
    document->setBits({0}, 1);
    document->setMethod({0}, {.method = Method::Pwlq});
    QCOMPARE(refusals.count(), 2);
    QCOMPARE(document->plan().layers[0].method, Method::Uniform);
  }

  void theBaseIsWhatMostLayersHave() {
    QSignalSpy changes(document.get(), &Document::baseSchemeChanged);
    document->setMethod({1}, {.method = Method::Omse});
    QCOMPARE(document->baseScheme().method, Method::Uniform);
    QCOMPARE(changes.count(), 0);
    document->setMethod({0}, {.method = Method::Omse});
    QCOMPARE(document->baseScheme().method, Method::Omse);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(document->schemes().size(), std::size_t{2});
    document->setBits({2}, 2);
    QCOMPARE(changes.count(), 1);
    document->undoStack().undo();
    document->undoStack().undo();
    QCOMPARE(document->baseScheme().method, Method::Uniform);
  }

  void anOptionOfAllLayersKeepsTheirMethods() {
    document->setMethod({1}, {.method = Method::Dsconv});
    document->changeSchemes([](Quantization& all) { all.symmetric = false, all.correction = Correction::None; },
                            "affine");
    QVERIFY(!document->plan().layers[0].symmetric);
    QVERIFY(document->plan().layers[1].symmetric);  // DSConv has no zero points
    QCOMPARE(document->plan().layers[1].method, Method::Dsconv);
    QCOMPARE(document->plan().layers[1].correction, Correction::None);
    QCOMPARE(document->undoStack().count(), 2);
  }

  void sensitivityIsOfTheSchemeThatWasMeasured() {
    const SearchSpace space = document->space(widthsBetween(2, 8));
    Sensitivity sensitivity;
    sensitivity.kl.assign(3, std::vector<double>(7, 0.5));
    document->setSensitivity(sensitivity, space);
    QVERIFY(document->sensitivity(1, 4));
    document->setMethod({1}, {.method = Method::Kl});
    QVERIFY(!document->sensitivity(1, 4));
    QVERIFY(document->sensitivity(0, 4));
  }

  void levelsAreThoseOfEveryMethod() {
    for (const Method method : existingMethods) {
      if (isSolver(method)) continue;
      document->setMethod({1}, withMethod(document->baseScheme(), method));
      document->setBits({1}, 3);
      QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
      const QuantScheme& scheme = document->plan().layers[1];
      const Layer& layer = document->network()->layers[1];
      const QuantizedTensor tensor = quantize(layer, scheme);
      for (const int channel : {-1, 2}) {
        const WeightsPicture picture = weightsPicture(*document, 1, channel);
        if (codeLayout(scheme).as<ScaledBlockCodes>()) {
          QVERIFY(picture.blockLevels.size() > 1);
          QVERIFY(picture.marks.empty());
          continue;
        }
        const std::size_t row = channel < 0 ? typicalRow(tensor) : static_cast<std::size_t>(channel);
        QCOMPARE(picture.levels, quantizationLevels(tensor, row));
        const bool breakpoints = std::any_of(picture.marks.begin(), picture.marks.end(),
                                             [](const LevelMark& mark) { return mark.breakpoint; });
        QVERIFY2(breakpoints == (method == Method::Pwlq), methodName(method));
        QVERIFY2(picture.marks.empty() == (method == Method::Kmeans), methodName(method));
        if (method != Method::Pwlq) continue;
        const double centre = tensor.offsets[row];
        QCOMPARE(picture.marks[0].at, centre - tensor.edges[row]);
        QCOMPARE(picture.marks[1].at, centre + tensor.edges[row]);
        QVERIFY(std::any_of(picture.levels.begin(), picture.levels.end(), [&](double level) {
          return std::abs(level - picture.marks[1].at) < 1e-5;  // the paper's pieces end on a level
        }));
      }
    }
    document->setMethod({1}, {.method = Method::Aciq, .options = AciqOptions{.allocate = true}});
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
    const WeightsPicture picture = weightsPicture(*document, 1, -1);
    QCOMPARE(picture.channelBits, quantize(document->network()->layers[1], document->plan().layers[1]).channelBits);
    QCOMPARE(picture.channelBits.size(), std::size_t{5});
    QVERIFY(picture.marks.back().text.contains(QChar(0x03b1)));
  }

  void curvesOfAllMethodsAppearAndTheBestIsTold() {
    document->setScheme({});
    MethodCurves curves;
    curves.setNetwork(document->network());
    document->setBits({0, 1}, 4);
    QuantScheme own = document->plan().layers[0];
    curves.want(0, own, false);
    QCOMPARE(methodAdvice(*document, curves, 0, false).sentence, QString("Comparing methods..."));
    own = document->plan().layers[1];
    curves.want(1, own, false);  // what ran for layer 0 ends
    QTRY_VERIFY_WITH_TIMEOUT(curves.complete(), patience);
    const MethodPicture picture = methodPicture(*document, curves, 1, false);
    QCOMPARE(picture.curves.size(), existingMethods.size() - 2);
    QCOMPARE(picture.current, 0);
    for (const ErrorCurve& curve : picture.curves) {
      QCOMPARE(curve.bytes.size(), std::size_t{8});
      for (int bits = 1; bits <= 8; ++bits) {
        QuantScheme scheme = withMethod(own, *curve.method);
        scheme.bits = bits;
        const double drawn = curve.sqnrDb[static_cast<std::size_t>(bits) - 1];
        QCOMPARE(std::isnan(drawn), !allowsBits(scheme, bits));
        if (std::isnan(drawn)) continue;
        QCOMPARE(drawn, layerError(document->network()->layers[1], scheme).sqnrDb);
        QCOMPARE(curve.bytes[static_cast<std::size_t>(bits) - 1], layerBytes(document->network()->layers[1], scheme));
      }
    }
    const MethodAdvice advice = methodAdvice(*document, curves, 1, false);
    const auto found = bestMethod(curves.scores(1, own, false), own);
    QVERIFY(advice.best && advice.any && found);
    const std::vector<MethodScore> scores = curves.scores(1, own, false);
    QCOMPARE(*advice.best, scores[found->best].scheme);
    QVERIFY2(advice.sentence.contains(QString::fromStdString(schemeTitle(*advice.best))), qPrintable(advice.sentence));
    QVERIFY2(advice.sentence.contains("Uniform min-max (current)"), qPrintable(advice.sentence));
  }

  void levelsOfSchemesThatAreGoneTakeNoMemoryForEver() {
    // Of every bit-width of a plan's schemes levels are kept; widths of others are found again when they come back.
    document->setMethod({0, 1, 2}, {.method = Method::Kmeans});
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
    QuantScheme scheme = document->plan().layers[2];
    for (scheme.bits = 1; scheme.bits <= 8; ++scheme.bits) {
      const SchemeResult* result = document->errors().find(2, scheme);
      QVERIFY(result && result->grid);
      QVERIFY(result->grid->codes.empty());
    }
  }

 private:
  std::unique_ptr<Document> document;
};

std::unique_ptr<QObject> makeDocumentTest() {
  return std::make_unique<DocumentTest>();
}

}  // namespace bitprism::test

#include "desktop_document_test.moc"
