#include "app/desktop/graph_texts.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

#include "core/base/overloaded.h"
#include "core/torch/graph/argument_names.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr std::size_t mostItems = 12;  // of a list

struct GraphTextsWords {
  Q_DECLARE_TR_FUNCTIONS(GraphTextsWords)
};

QString timesShape(const Shape& shape) {
  return QString::fromStdString(shapeText(shape)).replace(QLatin1String(" x "), QString(QChar(0x00d7)));
}

QString slotShape(const ShownGraph& shown, int slot) {
  const auto index = static_cast<std::size_t>(slot);
  return index < shown.shapes.size() && !shown.shapes[index].empty() ? timesShape(shown.shapes[index]) : QString();
}

template <class Values, class Text>
QString itemsOf(const Values& values, const Text& text) {
  QStringList items;
  for (std::size_t i = 0; i < std::min(values.size(), mostItems); ++i) items << text(values[i]);
  if (values.size() > mostItems) items << QString(QChar(0x2026));
  return items.join(QStringLiteral(", "));
}

// Empty for what stands elsewhere: values of the network, and weights of layers.
QString operandText(const ShownGraph& shown, const GraphNode& node, const Operand& operand) {
  const Program& program = shown.network->program;
  const auto real = [](double value) { return QLocale().toString(value, 'g', 6); };
  const auto truth = [](bool value) { return value ? GraphTextsWords::tr("yes") : GraphTextsWords::tr("no"); };
  return std::visit(
      Overloaded{
          [](const None&) { return QString(); }, [](const Slot&) { return QString(); },
          [&](const TensorIndex& at) {
            for (const int layer : node.layers)
              if (shown.network->layers[static_cast<std::size_t>(layer)].tensor == at.index) return QString();
            const Tensor& tensor = program.tensors[static_cast<std::size_t>(at.index)];
            return QStringLiteral("%1 %2").arg(QString::fromStdString(tensor.name), timesShape(tensor.shape)).trimmed();
          },
          [&](bool value) { return truth(value); }, [](std::int64_t value) { return QString::number(value); },
          [&](double value) { return real(value); },
          [](const std::string& value) { return QString::fromStdString(value); },
          [](const std::vector<std::int64_t>& values) {
            return itemsOf(values, [](std::int64_t value) { return QString::number(value); });
          },
          [&](const std::vector<double>& values) { return itemsOf(values, real); },
          [&](const std::vector<bool>& values) { return itemsOf(values, truth); },
          [&](const OperandList& list) {
            QStringList items;
            for (const Operand& item : list.items)
              if (const QString text = operandText(shown, node, item); !text.isEmpty()) items << text;
            return items.mid(0, mostItems).join(QStringLiteral(", "));
          }},
      operand);
}

void addLayer(const LayerRow& row, std::vector<Property>& properties) {
  properties.push_back(
      {GraphTextsWords::tr("Weights"), GraphTextsWords::tr("%1 (%2)").arg(countText(row.weights), row.shape)});
  properties.push_back(
      {GraphTextsWords::tr("Bits"),
       row.locked ? GraphTextsWords::tr("%1, locked").arg(bitsCountText(row.bits)) : bitsCountText(row.bits)});
  if (!row.methodTip.isEmpty()) properties.push_back({GraphTextsWords::tr("Method"), row.methodTip});
  properties.push_back({GraphTextsWords::tr("Size"), bytesText(row.bytes)});
  if (row.sqnrDb) properties.push_back({GraphTextsWords::tr("SQNR"), decibelText(*row.sqnrDb)});
  if (row.sensitivity)
    properties.push_back(
        {GraphTextsWords::tr("Sensitivity"), GraphTextsWords::tr("%1 nats").arg(smallText(*row.sensitivity))});
  if (row.inputsPossible) properties.push_back({GraphTextsWords::tr("Input bits"), bitsCountText(row.inputBits)});
}

void addAttributes(const ShownGraph& shown, const GraphNode& node, const Instruction& instruction,
                   std::vector<Property>& properties) {
  const std::vector<std::string> names = argumentNames(instruction);
  for (std::size_t i = 0; i < instruction.inputs.size(); ++i) {
    const QString text = operandText(shown, node, instruction.inputs[i]);
    if (text.isEmpty()) continue;
    const QString name = i < names.size() ? QString::fromStdString(names[i]).replace(QChar('_'), QChar(' '))
                                          : GraphTextsWords::tr("operand %1").arg(i + 1);
    properties.push_back({name, text});
  }
}

void addValues(const ShownGraph& shown, int node, std::vector<Property>& properties) {
  for (const GraphEdge& edge : shown.graph.edges) {
    if (edge.to != node) continue;
    QString text = QString::fromStdString(shown.graph.nodes[static_cast<std::size_t>(edge.from)].name);
    if (const QString shape = slotShape(shown, edge.slot); !shape.isEmpty()) text += QStringLiteral(", ") + shape;
    QStringList through;
    for (const std::string& op : edge.through) through << QString::fromStdString(op);
    if (!through.isEmpty()) text = GraphTextsWords::tr("%1 after %2").arg(text, through.join(QStringLiteral(", ")));
    properties.push_back({GraphTextsWords::tr("Reads"), text});
  }
  const GraphNode& own = shown.graph.nodes[static_cast<std::size_t>(node)];
  if (own.kind == GraphNode::Kind::Output) return;
  for (const int slot : own.values)
    if (const QString shape = slotShape(shown, slot); !shape.isEmpty())
      properties.push_back({GraphTextsWords::tr("Gives"), GraphTextsWords::tr("%1 for one image").arg(shape)});
}

}  // namespace

std::vector<GraphBox> graphBoxes(const Network& network, const NetworkGraph& graph) {
  std::vector<GraphBox> boxes;
  for (const GraphNode& node : graph.nodes) {
    GraphBox box{GraphBox::Kind::Operator, QString::fromStdString(node.name), {}, node.layers};
    if (node.kind == GraphNode::Kind::Layer) {
      const Layer& layer = network.layers[static_cast<std::size_t>(node.layers[0])];
      box.kind = GraphBox::Kind::Layer;
      box.detail = QString::fromLatin1(kindName(layer.kind)) + QChar(' ') + timesShape(layer.shape);
    } else if (node.kind != GraphNode::Kind::Operator) {
      box.kind = GraphBox::Kind::End;
    }
    boxes.push_back(std::move(box));
  }
  return boxes;
}

GraphShape graphShape(const NetworkGraph& graph, const std::vector<GraphBox>& boxes) {
  GraphShape shape;
  qsizetype longest = 0;
  for (const GraphBox& box : boxes)
    if (box.kind == GraphBox::Kind::Layer) longest = std::max(longest, box.title.size());
  for (const GraphBox& box : boxes) shape.boxes.push_back(boxSize(box, longest));
  for (const GraphEdge& edge : graph.edges) shape.edges.emplace_back(edge.from, edge.to);
  return shape;
}

std::vector<Property> nodeProperties(const ShownGraph& shown, int index, const std::vector<LayerRow>& rows) {
  std::vector<Property> properties;
  if (index < 0 || static_cast<std::size_t>(index) >= shown.graph.nodes.size()) return properties;
  const GraphNode& node = shown.graph.nodes[static_cast<std::size_t>(index)];
  const QString name = QString::fromStdString(node.name);
  if (node.kind == GraphNode::Kind::Input) properties.push_back({GraphTextsWords::tr("Input"), name});
  if (node.kind == GraphNode::Kind::Output) properties.push_back({GraphTextsWords::tr("Output"), name});
  for (const int layer : node.layers) {
    if (static_cast<std::size_t>(layer) >= rows.size()) continue;
    properties.push_back({GraphTextsWords::tr("Layer"), rows[static_cast<std::size_t>(layer)].name});
    addLayer(rows[static_cast<std::size_t>(layer)], properties);
  }
  const bool operates = node.kind == GraphNode::Kind::Layer || node.kind == GraphNode::Kind::Operator;
  const Instruction* instruction =
      operates ? &shown.network->program.instructions[static_cast<std::size_t>(node.index)] : nullptr;
  if (instruction)
    properties.push_back({GraphTextsWords::tr("Operator"), QString::fromStdString(operatorName(instruction->op))});
  addValues(shown, index, properties);
  if (instruction) {
    addAttributes(shown, node, *instruction, properties);
    if (!instruction->name.empty())
      properties.push_back({GraphTextsWords::tr("Name in the file"), QString::fromStdString(instruction->name)});
  }
  return properties;
}

}  // namespace bitprism
