#include <QSignalSpy>
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "app/desktop/document.h"
#include "app/desktop/plan_pictures.h"
#include "core/quant/packed_layout.h"
#include "core/quant/quantizer.h"
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

  void lockedLayersKeepTheirBits() {
    document->setLocked({1}, true);
    document->setBits({0, 1, 2}, 2);
    document->dragBits(1, 3);
    document->stepBits({1}, -1);
    QCOMPARE(document->plan().bits(), (BitAllocation{2, 8, 2}));
    const SearchSpace space = document->space(widthsBetween(2, 8));
    QCOMPARE(space.layers[1].widths, std::vector<int>{8});
    QCOMPARE(space.bytes({2, 8, 2}), document->bytes());
    document->undoStack().undo();
    document->undoStack().undo();
    QVERIFY(!document->locked(1));
  }

  void rangesAndTiesHoldInSpacesAndEdits() {
    document->setRange({0}, 4, 6);
    document->setTie({1, 2}, 1);
    SearchSpace space = document->space(widthsBetween(2, 8));
    QCOMPARE(space.layers[0].widths, (std::vector<int>{4, 5, 6}));
    QCOMPARE(space.ties.size(), std::size_t{1});
    document->setBits({2}, 3);
    QCOMPARE(document->plan().bits(), (BitAllocation{8, 3, 3}));
    for (const std::int64_t budget : {0, 1 << 30}) QVERIFY(space.contains(document->allocationForBudget(budget)));
    document->setLocked({1}, true);
    space = document->space(widthsBetween(2, 8));
    QCOMPARE(space.layers[2].widths, std::vector<int>{3});
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
    document->setCalibration(std::make_shared<const ActivationCalibration>(std::move(inputs)));
    const std::int64_t before = document->bytes();
    document->setActivations({.bits = 4});
    QCOMPARE(document->plan().activation(1).bits, 4);
    QCOMPARE(document->bytes(), before + 3 * packedActivationBytes(ActivationScheme{.bits = 8}));
    QCOMPARE(layerRows(*document)[2].inputBits, 4);
    QCOMPARE(inputPicture(*document, 0).levels.size(), std::size_t{16});
    document->setActivations({.tied = true});
    document->setBits({2}, 3);
    QCOMPARE(document->plan().activation(0).bits, 8);
    QCOMPARE(document->plan().activation(2).bits, 3);
    for (int i = 0; i < 3; ++i) document->undoStack().undo();
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
    QVERIFY(*document->harm(1, 2) > *document->harm(0, 2));
    QCOMPARE(document->harmShare(*document->harm(1, 2)), 1.0);
    QCOMPARE(document->harmShare(0), 0.0);
    QVERIFY(!document->harm(1, 1));  // was not measured
  }

  void theCacheSaysWhatTheQuantizerDoes() {
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), 20000);
    const Network& network = *document->network();
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      QVERIFY(document->errors().facts(l));
      QuantScheme scheme = document->baseScheme();
      for (scheme.bits = minimumBits; scheme.bits <= maximumBits; ++scheme.bits) {
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

  void aMethodIsOneStepAndKeepsBitsAndLocks() {
    document->setBits({1}, 3);
    document->setLocked({2}, true);
    const int before = document->undoStack().count();
    const QuantScheme blocks{.method = Method::Dsconv, .block = 16};
    document->setScheme({1, 2}, blocks);
    QCOMPARE(document->undoStack().count(), before + 1);
    QVERIFY(document->undoStack().undoText().contains("DSConv"));
    QCOMPARE(document->plan().layers[1].method, Method::Dsconv);
    QCOMPARE(document->plan().layers[1].block, 16);
    QCOMPARE(document->plan().layers[1].bits, 3);
    QCOMPARE(document->plan().layers[2].method, Method::Uniform);
    QCOMPARE(document->baseScheme().method, Method::Uniform);
    QCOMPARE(document->otherSchemes().size(), std::size_t{1});
    document->dragBits(1, 6);
    document->finishDrag();
    QCOMPARE(document->plan().layers[1].method, Method::Dsconv);
    QCOMPARE(document->plan().layers[1].bits, 6);
    QCOMPARE(document->bytes(), modelSize(*document->network(), document->plan()).total());
    document->undoStack().undo();
    document->undoStack().undo();
    QCOMPARE(document->plan().layers[1].method, Method::Uniform);
    QCOMPARE(document->plan().layers[1].bits, 3);
  }

  void aWidthThatAMethodDoesNotHaveBecomesTheNext() {
    document->setBits({0, 1}, 1);
    document->setScheme({0}, {.method = Method::Pwlq});
    QCOMPARE(document->plan().layers[0].bits, 2);
    document->setBits({0}, 1);
    QCOMPARE(document->plan().layers[0].bits, 2);
    QCOMPARE(document->plan().layers[1].bits, 1);
  }

  void aMethodThatNeedsImagesIsRefusedInASentence() {
    QSignalSpy refused(document.get(), &Document::refused);
    document->setScheme({0}, {.method = Method::Gptq, .correction = Correction::None});
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused[0][0].toString().contains("GPTQ"));
    QCOMPARE(document->plan().layers[0].method, Method::Uniform);
  }

  void everyMethodHasLevelsAndACurve() {
    for (const Method method : existingMethods) {
      if (isSolver(method)) continue;
      QuantScheme scheme{.method = method};
      scheme.correction = standardCorrection(scheme);
      document->setScheme({1}, scheme);
      document->setBits({1}, 3);
      std::vector<ErrorCache::Wish> wishes;
      for (const ComparedScheme& compared : comparedSchemes(document->plan().layers[1]))
        wishes.emplace_back(1, compared.scheme);
      document->errors().wantOf(wishes);
      QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), 20000);
      const WeightsPicture picture = weightsPicture(*document, 1, -1);
      QVERIFY2(picture.levels.size() >= 2, methodName(method));
      QVERIFY(picture.error);
      QCOMPARE(picture.edges.empty(), method != Method::Pwlq);
      const std::vector<ErrorCurve> curves = errorCurves(*document, 1);
      QCOMPARE(curves.size(), std::size_t{9});
      for (const ErrorCurve& curve : curves) QVERIFY(!std::isnan(curve.sqnrDb[2]));
      QCOMPARE(weightsPicture(*document, 1, 2).channel, 2);
    }
  }

  void theBestMethodIsTheOneItSays() {
    document->setBits({1}, 4);
    std::vector<ErrorCache::Wish> wishes;
    for (const ComparedScheme& compared : comparedSchemes(document->plan().layers[1]))
      wishes.emplace_back(1, compared.scheme);
    QVERIFY(!bestMethod(*document, 1) || document->errors().complete());
    document->errors().wantOf(wishes);
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), 20000);
    const auto best = bestMethod(*document, 1);
    QVERIFY(best);
    const SchemeResult* now = document->errors().find(1, document->plan().layers[1]);
    const SchemeResult* found = document->errors().find(1, best->scheme);
    QVERIFY(now && found);
    QCOMPARE(best->better, found->error.sqnrDb > now->error.sqnrDb);
    QVERIFY(static_cast<double>(found->bytes) <= 1.02 * static_cast<double>(now->bytes));
    for (const auto& [layer, scheme] : wishes) {
      const SchemeResult* other = document->errors().find(layer, scheme);
      if (other && static_cast<double>(other->bytes) <= 1.02 * static_cast<double>(now->bytes))
        QVERIFY(other->error.sqnrDb <= found->error.sqnrDb);
    }
    QVERIFY(!best->sentence.isEmpty());
  }

  void picturesSayWhatThePlanIs() {
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), 20000);
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
    const std::vector<ErrorCurve> curves = errorCurves(*document, 1);
    QVERIFY(!curves.empty());
    QVERIFY(curves[0].sqnrDb[2] < curves[0].sqnrDb[7]);
  }

 private:
  std::unique_ptr<Document> document;
};

std::unique_ptr<QObject> makeDocumentTest() {
  return std::make_unique<DocumentTest>();
}

}  // namespace bitprism::test

#include "desktop_document_test.moc"
