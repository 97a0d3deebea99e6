<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AnswersPictureWords</name>
    <message>
        <source>no label</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>both right</source>
        <translation>两者均对</translation>
    </message>
    <message>
        <source>only A right</source>
        <translation>仅 A 对</translation>
    </message>
    <message>
        <source>only B right</source>
        <translation>仅 B 对</translation>
    </message>
    <message>
        <source>both wrong, alike</source>
        <translation>均错，答案相同</translation>
    </message>
    <message>
        <source>both wrong, differently</source>
        <translation>均错，答案不同</translation>
    </message>
    <message>
        <source>same answer</source>
        <translation>答案相同</translation>
    </message>
    <message>
        <source>other answer</source>
        <translation>答案不同</translation>
    </message>
    <message>
        <source>%1 of %2 images change their answer.</source>
        <translation>%2 张图像中有 %1 张改变答案。</translation>
    </message>
    <message>
        <source> Without labels, no answer is right or wrong.</source>
        <translation>没有标签，答案无所谓对错。</translation>
    </message>
    <message>
        <source> No image is answered rightly by one plan alone: they are equally good here.</source>
        <translation>没有图像只被其中一个方案答对：两者在此同样好。</translation>
    </message>
    <message>
        <source> A and B answer equally many rightly.</source>
        <translation>A 与 B 答对的一样多。</translation>
    </message>
    <message>
        <source> B answers %1 more rightly than A; the difference %2.</source>
        <translation>B 比 A 多答对 %1 张；差异%2。</translation>
    </message>
    <message>
        <source> B answers %1 fewer rightly than A; the difference %2.</source>
        <translation>B 比 A 少答对 %1 张；差异%2。</translation>
    </message>
</context>
<context>
    <name>BitsPainterWords</name>
    <message>
        <source>No network is open</source>
        <translation>尚未打开网络</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>drag a point of the curve · left, right, up, down · Enter lays · C next, Esc ends</source>
        <translation>拖动曲线上的点 · 方向键 · 回车键应用 · C 下一种，Esc 结束</translation>
    </message>
    <message>
        <source>drag a point · Enter lays · Esc ends</source>
        <translation>拖动点 · 回车键应用 · Esc 结束</translation>
    </message>
    <message>
        <source>Esc ends</source>
        <translation>Esc 结束</translation>
    </message>
    <message>
        <source>painting · P ends</source>
        <translation>正在绘制 · P 结束</translation>
    </message>
</context>
<context>
    <name>BitsTextWords</name>
    <message>
        <source>%1: %2, %3 weights, %4</source>
        <translation>%1：%2，%3 个权重，%4</translation>
    </message>
    <message>
        <source>
SQNR %1</source>
        <translation>
SQNR %1</translation>
    </message>
    <message>
        <source>
sensitivity %1 nats</source>
        <translation>
敏感度 %1 奈特</translation>
    </message>
    <message>
        <source>
locked (L unlocks)</source>
        <translation>
已锁定（L 解锁）</translation>
    </message>
</context>
<context>
    <name>ChangeTextWords</name>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 个百分点</translation>
    </message>
    <message>
        <source>is hardly chance: p &lt; %1</source>
        <translation>几乎不可能是偶然：p &lt; %1</translation>
    </message>
    <message>
        <source>is hardly chance: p = %1</source>
        <translation>几乎不可能是偶然：p = %1</translation>
    </message>
    <message>
        <source>may be chance: p = %1</source>
        <translation>可能是偶然：p = %1</translation>
    </message>
</context>
<context>
    <name>ComparePicturesWords</name>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>half float</source>
        <translation>半精度</translation>
    </message>
    <message>
        <source>auto: %1</source>
        <translation>自动：%1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1, channel %2.</source>
        <translation>%1，通道 %2。</translation>
    </message>
    <message>
        <source>%1; levels of the channel with the median scale.</source>
        <translation>%1；所示为缩放因子居中的通道的量化级。</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message>
        <source>even grid</source>
        <translation>均匀格点</translation>
    </message>
    <message>
        <source>few values</source>
        <translation>少数取值</translation>
    </message>
</context>
<context>
    <name>Doctor</name>
    <message>
        <source>Wrong preprocessing</source>
        <translation>预处理有误</translation>
    </message>
    <message>
        <source>Labels do not fit the network</source>
        <translation>标签与网络不符</translation>
    </message>
    <message>
        <source>Outlier channel</source>
        <translation>离群通道</translation>
    </message>
    <message>
        <source>Dead channels</source>
        <translation>失效通道</translation>
    </message>
    <message>
        <source>Range far from the weights</source>
        <translation>范围与权重相差甚远</translation>
    </message>
    <message>
        <source>Range far from the layer&apos;s input</source>
        <translation>范围与层输入相差甚远</translation>
    </message>
    <message>
        <source>Too few bits</source>
        <translation>位宽过小</translation>
    </message>
    <message>
        <source>Depthwise layer with one scale</source>
        <translation>深度卷积层只有一个缩放因子</translation>
    </message>
    <message>
        <source>A better method</source>
        <translation>更好的方法</translation>
    </message>
    <message>
        <source>Too few calibration images</source>
        <translation>校准图像过少</translation>
    </message>
    <message>
        <source>More bits than needed</source>
        <translation>位宽过大</translation>
    </message>
    <message>
        <source>%1 points of accuracy</source>
        <translation>准确率 %1 个百分点</translation>
    </message>
    <message>
        <source>%1 dB SQNR of the layer&apos;s output</source>
        <translation>层输出 SQNR %1 dB</translation>
    </message>
    <message>
        <source>%1 dB SQNR of the weights</source>
        <translation>权重 SQNR %1 dB</translation>
    </message>
    <message>
        <source>%1 dB SQNR of the layer&apos;s input</source>
        <translation>层输入 SQNR %1 dB</translation>
    </message>
    <message>
        <source>%1 smaller</source>
        <translation>缩小 %1</translation>
    </message>
    <message>
        <source>%1 larger</source>
        <translation>增大 %1</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>None of the usual settings of the images is better: check the numbering of the labels and the preprocessing that the network was trained with.</source>
        <translation>常用的图像设置均无改善：请检查标签的编号，以及训练该网络时使用的预处理。</translation>
    </message>
    <message>
        <source>The float network is right on only %1 of %2 images.</source>
        <translation>浮点网络在 %2 张图像上仅答对 %1。</translation>
    </message>
    <message>
        <source>Prepare the images by mean and deviation of %1: %2.</source>
        <translation>用 %1 的均值和标准差预处理图像：%2。</translation>
    </message>
    <message>
        <source>measured on %1 images</source>
        <translation>在 %1 张图像上测得</translation>
    </message>
    <message>
        <source>%1: %2 filters share one scale, though the largest range is %3 times the median one.</source>
        <translation>%1：%2 个滤波器共用一个缩放因子，而最大范围是中位范围的 %3 倍。</translation>
    </message>
    <message>
        <source>Give every filter a scale of its own.</source>
        <translation>为每个滤波器设置各自的缩放因子。</translation>
    </message>
    <message>
        <source>Split the channel: %1 at %2 bits.</source>
        <translation>拆分该通道：%1，%2 位。</translation>
    </message>
    <message>
        <source>Give small and large weights steps of their own: %1 at %2 bits.</source>
        <translation>为小权重和大权重分别设置步长：%1，%2 位。</translation>
    </message>
    <message>
        <source>Give every output channel a scale of its own: %1 at %2 bits.</source>
        <translation>为每个输出通道设置各自的缩放因子：%1，%2 位。</translation>
    </message>
    <message>
        <source>Clip the range: %1 at %2 bits.</source>
        <translation>截断范围：%1，%2 位。</translation>
    </message>
    <message>
        <source>%1: the range of output channel %2 is %3 times that of the others, with which it shares a scale.</source>
        <translation>%1：输出通道 %2 的范围是与其共用缩放因子的其他通道的 %3 倍。</translation>
    </message>
    <message>
        <source>%1: the range of input channel %2 is %3 times that of the others, with which it shares a scale.</source>
        <translation>%1：输入通道 %2 的范围是与其共用缩放因子的其他通道的 %3 倍。</translation>
    </message>
    <message>
        <source>%1: the range ends at %2 standard deviations, but 99.9 % of the weights lie within %3.</source>
        <translation>%1：范围止于 %2 个标准差，而 99.9% 的权重在 %3 个标准差以内。</translation>
    </message>
    <message>
        <source>Clip the range: %1.</source>
        <translation>截断范围：%1。</translation>
    </message>
    <message>
        <source>%1: at %2 bits and in about the same bytes, %3 has %4 dB less error than %5.</source>
        <translation>%1：在 %2 位且字节数大致相同时，%3 的误差比 %5 小 %4 dB。</translation>
    </message>
    <message>
        <source>Use %1.</source>
        <translation>使用 %1。</translation>
    </message>
    <message>
        <source>In %1 depthwise layers the filters share one scale: %2.</source>
        <translation>%1 个深度卷积层的滤波器共用一个缩放因子：%2。</translation>
    </message>
    <message>
        <source>In %1 layers few channels have a far larger range than those they share a scale with: %2.</source>
        <translation>%1 个层中，少数通道的范围远大于与其共用缩放因子的通道：%2。</translation>
    </message>
    <message>
        <source>In %1 layers the range ends far beyond nearly all weights: %2.</source>
        <translation>%1 个层的范围远远超出几乎所有权重：%2。</translation>
    </message>
    <message>
        <source>In %1 layers another method has clearly less error in about the same bytes: %2.</source>
        <translation>%1 个层中，另一种方法在字节数大致相同时误差明显更小：%2。</translation>
    </message>
    <message>
        <source>Split, clip or scale the channels by themselves, in each layer as its error says.</source>
        <translation>拆分、截断或单独缩放这些通道，各层按其误差选择。</translation>
    </message>
    <message>
        <source>Clip the ranges, in each layer by the rule with the least error.</source>
        <translation>截断范围，各层采用误差最小的规则。</translation>
    </message>
    <message>
        <source>Use the best method in each of them.</source>
        <translation>在各层使用最佳方法。</translation>
    </message>
    <message>
        <source>%1, the first layer, has %2 bits and causes %3 of the plan&apos;s damage with %4 of its bytes.</source>
        <translation>首层 %1 为 %2 位，以方案 %4 的字节造成其 %3 的损失。</translation>
    </message>
    <message>
        <source>%1, the last layer, has %2 bits and causes %3 of the plan&apos;s damage with %4 of its bytes.</source>
        <translation>末层 %1 为 %2 位，以方案 %4 的字节造成其 %3 的损失。</translation>
    </message>
    <message>
        <source>%1 has %2 bits and causes %3 of the plan&apos;s damage with %4 of its bytes.</source>
        <translation>%1 为 %2 位，以方案 %4 的字节造成其 %3 的损失。</translation>
    </message>
    <message>
        <source>Give it %1 bits.</source>
        <translation>设为 %1 位。</translation>
    </message>
    <message>
        <source>%1 has %2 bits and takes %3 of the plan&apos;s bytes, but causes only %4 of its damage.</source>
        <translation>%1 为 %2 位，占方案 %3 的字节，却只造成其 %4 的损失。</translation>
    </message>
    <message>
        <source>Give it %1 bits; the damage hardly grows.</source>
        <translation>设为 %1 位；损失几乎不增加。</translation>
    </message>
    <message>
        <source>Give it %1 bits; there is still no damage.</source>
        <translation>设为 %1 位；仍无损失。</translation>
    </message>
    <message>
        <source>exact bytes; damage from measured sensitivities</source>
        <translation>字节数精确；损失来自测得的敏感度</translation>
    </message>
    <message>
        <source>exact bytes; damage predicted from layers</source>
        <translation>字节数精确；损失由各层预测</translation>
    </message>
    <message>
        <source>%1: all weights of %2 of %3 output channels are zero, but they take as many bits as the others.</source>
        <translation>%1：%3 个输出通道中有 %2 个的权重全为零，却与其他通道占用同样多的位。</translation>
    </message>
    <message>
        <source>%1: %2 of %3 output channels are zero on all %4 calibration images, but they take as many bits as the others.</source>
        <translation>%1：%3 个输出通道中有 %2 个在全部 %4 张校准图像上为零，却与其他通道占用同样多的位。</translation>
    </message>
    <message>
        <source>Give each channel bits by what it carries: %1 at %2 bits.</source>
        <translation>按各通道承载的信息分配位宽：%1，%2 位。</translation>
    </message>
    <message>
        <source>Clear these channels, and give each bits by what it carries: %1 at %2 bits.</source>
        <translation>清空这些通道，并按各通道承载的信息分配位宽：%1，%2 位。</translation>
    </message>
    <message>
        <source>exact bytes; the rounding error stays negligible or as it is</source>
        <translation>字节数精确；舍入误差仍可忽略或保持不变</translation>
    </message>
    <message>
        <source>%1: the levels of its input do not fit the values from %2 to %3 that %4 calibration images give.</source>
        <translation>%1：输入的量化级与 %4 张校准图像给出的 %2 至 %3 的值不符。</translation>
    </message>
    <message>
        <source>%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: %7 of what is not zero is cut off.</source>
        <translation>%1：输入范围为 %2 至 %3，而 %4 张校准图像给出 %5 至 %6：非零值中有 %7 被截掉。</translation>
    </message>
    <message>
        <source>%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: only %7 of %8 levels are used.</source>
        <translation>%1：输入范围为 %2 至 %3，而 %4 张校准图像给出 %5 至 %6：%8 个量化级中只用到 %7 个。</translation>
    </message>
    <message>
        <source>Choose the range from the calibration images: %1.</source>
        <translation>根据校准图像选取范围：%1。</translation>
    </message>
    <message>
        <source>computed on %1 calibration images</source>
        <translation>在 %1 张校准图像上计算</translation>
    </message>
    <message>
        <source>Input ranges chosen on one half of the %1 calibration images have %2 dB more error on the other half.</source>
        <translation>在 %1 张校准图像的一半上选取的输入范围，在另一半上误差大 %2 dB。</translation>
    </message>
    <message>
        <source>Calibrate on more images.</source>
        <translation>用更多图像校准。</translation>
    </message>
    <message>
        <source>half of what is lost between halves of the images</source>
        <translation>两半图像之间损失的一半</translation>
    </message>
    <message>
        <source>Choose the ranges by a steadier rule, %1, or calibrate on more images.</source>
        <translation>采用更稳定的规则（%1）选取范围，或用更多图像校准。</translation>
    </message>
    <message>
        <source>ranges chosen on one half of the images, judged on the other</source>
        <translation>在一半图像上选取范围，在另一半上评判</translation>
    </message>
    <message>
        <source>computed from the weights alone</source>
        <translation>仅由权重计算</translation>
    </message>
    <message>
        <source>computed from the weights alone; accuracy from the measured sensitivities and this plan&apos;s accuracy</source>
        <translation>仅由权重计算；准确率来自测得的敏感度和此方案的准确率</translation>
    </message>
    <message>
        <source>computed from the weights alone; accuracy from the predicted damage of all layers and this plan&apos;s accuracy</source>
        <translation>仅由权重计算；准确率来自所有层的预测损失和此方案的准确率</translation>
    </message>
    <message>
        <source>computed from the layer&apos;s inputs on %1 calibration images</source>
        <translation>由 %1 张校准图像上的层输入计算</translation>
    </message>
    <message>
        <source>computed from the layer&apos;s inputs on %1 calibration images; accuracy from the measured sensitivities and this plan&apos;s accuracy</source>
        <translation>由 %1 张校准图像上的层输入计算；准确率来自测得的敏感度和此方案的准确率</translation>
    </message>
    <message>
        <source>computed from the layer&apos;s inputs on %1 calibration images; accuracy from the predicted damage of all layers and this plan&apos;s accuracy</source>
        <translation>由 %1 张校准图像上的层输入计算；准确率来自所有层的预测损失和此方案的准确率</translation>
    </message>
    <message>
        <source>methods, ranges, channels and bits of the weights of %1 layers</source>
        <translation>%1 个层的权重的方法、范围、通道和位宽</translation>
    </message>
    <message>
        <source>the effect on layers&apos; outputs on %1 calibration images</source>
        <translation>在 %1 张校准图像上对层输出的影响</translation>
    </message>
    <message>
        <source>the effect on layers&apos; outputs: layer inputs are not measured</source>
        <translation>对层输出的影响：层输入未测量</translation>
    </message>
    <message>
        <source>ranges of layers&apos; inputs</source>
        <translation>层输入的范围</translation>
    </message>
    <message>
        <source>ranges of layers&apos; inputs: they are not measured</source>
        <translation>层输入的范围：未测量</translation>
    </message>
    <message>
        <source>halves of the calibration images against each other</source>
        <translation>校准图像的两半互相对照</translation>
    </message>
    <message>
        <source>the preparation of the images</source>
        <translation>图像的预处理</translation>
    </message>
    <message>
        <source>the preparation of the images: no accuracy is measured</source>
        <translation>图像的预处理：未测量准确率</translation>
    </message>
    <message>
        <source>measured sensitivities: there are none, so that damage is predicted</source>
        <translation>测得的敏感度：没有，因此损失为预测值</translation>
    </message>
    <message>
        <source>measured sensitivities of the layers</source>
        <translation>测得的各层敏感度</translation>
    </message>
</context>
<context>
    <name>EstimateText</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>1 evaluation</source>
        <translation>1 次评估</translation>
    </message>
    <message>
        <source>%1 evaluations</source>
        <translation>%1 次评估</translation>
    </message>
    <message>
        <source>%1 of about %2, cheap ones of %3 in total, %4 sensitivities of %5 in total: about %6</source>
        <translation>%1，每次约 %2，低成本评估共 %3，%4 个敏感度共 %5：总计约 %6</translation>
    </message>
    <message>
        <source>%1 of about %2, cheap ones of %3 in total: about %4</source>
        <translation>%1，每次约 %2，低成本评估共 %3：总计约 %4</translation>
    </message>
    <message>
        <source>%1 of about %2, %3 sensitivities of %4 in total: about %5</source>
        <translation>%1，每次约 %2，%3 个敏感度共 %4：总计约 %5</translation>
    </message>
    <message>
        <source>%1 of about %2: about %3</source>
        <translation>%1，每次约 %2：总计约 %3</translation>
    </message>
    <message>
        <source>All of these trials are measured; a larger number goes on.</source>
        <translation>这些试验均已测量；增大数目即可继续。</translation>
    </message>
</context>
<context>
    <name>FrontAxesWords</name>
    <message>
        <source>memory with activations, %1</source>
        <translation>含激活的内存，%1</translation>
    </message>
    <message>
        <source>memory, %1</source>
        <translation>内存，%1</translation>
    </message>
    <message>
        <source>%1, dB</source>
        <translation>%1，dB</translation>
    </message>
    <message>
        <source>bit operations, %1</source>
        <translation>位运算，%1</translation>
    </message>
    <message>
        <source>latency, %1</source>
        <translation>延迟，%1</translation>
    </message>
</context>
<context>
    <name>FrontCurvesWords</name>
    <message>
        <source>predicted - 2 deviations</source>
        <translation>预测 - 2 倍标准差</translation>
    </message>
    <message>
        <source>predicted + 2 deviations</source>
        <translation>预测 + 2 倍标准差</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>this session</source>
        <translation>本会话</translation>
    </message>
    <message>
        <source>knee</source>
        <translation>拐点</translation>
    </message>
</context>
<context>
    <name>FrontGroupsWords</name>
    <message>
        <source>trials %1 to %2</source>
        <translation>试验 %1 至 %2</translation>
    </message>
    <message>
        <source>evaluations of %1</source>
        <translation>%1 的评估</translation>
    </message>
    <message>
        <source>task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>age</source>
        <translation>先后</translation>
    </message>
    <message>
        <source>session</source>
        <translation>会话</translation>
    </message>
</context>
<context>
    <name>FrontOthersWords</name>
    <message>
        <source>evaluations of %1</source>
        <translation>%1 的评估</translation>
    </message>
    <message>
        <source>%1, hypervolume %2</source>
        <translation>%1，超体积 %2</translation>
    </message>
</context>
<context>
    <name>FrontOverlayWords</name>
    <message>
        <source>this plan</source>
        <translation>此方案</translation>
    </message>
    <message>
        <source>this plan (predicted)</source>
        <translation>此方案（预测）</translation>
    </message>
    <message>
        <source>best predicted</source>
        <translation>预测最佳</translation>
    </message>
    <message>
        <source>uniform bits</source>
        <translation>统一位宽</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>float %1</source>
        <translation>浮点 %1</translation>
    </message>
    <message>
        <source>▾ this plan, %1</source>
        <translation>▾ 此方案，%1</translation>
    </message>
    <message>
        <source>this plan, %1 ▾</source>
        <translation>此方案，%1 ▾</translation>
    </message>
    <message>
        <source>this plan, %1 ▸</source>
        <translation>此方案，%1 ▸</translation>
    </message>
    <message>
        <source>◂ this plan, %1</source>
        <translation>◂ 此方案，%1</translation>
    </message>
</context>
<context>
    <name>GraphFigureWords</name>
    <message>
        <source>bits</source>
        <translation>位</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>%1 dB or more</source>
        <translation>%1 dB 及以上</translation>
    </message>
    <message>
        <source>%1 dB or less</source>
        <translation>%1 dB 及以下</translation>
    </message>
    <message>
        <source>sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>high (up to %1 nats)</source>
        <translation>高（至 %1 nat）</translation>
    </message>
    <message>
        <source>sensitivity: not measured</source>
        <translation>敏感度：未测量</translation>
    </message>
</context>
<context>
    <name>GraphTextsWords</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>%1, locked</source>
        <translation>%1，已锁定</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>%1 nats</source>
        <translation>%1 nat</translation>
    </message>
    <message>
        <source>Input bits</source>
        <translation>输入位宽</translation>
    </message>
    <message>
        <source>operand %1</source>
        <translation>操作数 %1</translation>
    </message>
    <message>
        <source>%1 after %2</source>
        <translation>%1，经 %2</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Gives</source>
        <translation>产生</translation>
    </message>
    <message>
        <source>%1 for one image</source>
        <translation>每张图像 %1</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>Name in the file</source>
        <translation>文件中的名称</translation>
    </message>
</context>
<context>
    <name>PreprocessingEdit</name>
    <message>
        <source>another preprocessing</source>
        <translation>其他预处理</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 + %2 ep</source>
        <translation>%1 + %2 轮</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 张图像</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 张图像</translation>
    </message>
    <message>
        <source>%1 × %2 pixels, %3 channels</source>
        <translation>%1 × %2 像素，%3 个通道</translation>
    </message>
    <message>
        <source>of several sizes, %1 channels</source>
        <translation>尺寸不一，%1 个通道</translation>
    </message>
    <message>
        <source>one class per pixel, %1 classes</source>
        <translation>逐像素分类，%1 个类别</translation>
    </message>
    <message>
        <source>no labels</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>labels up to %1</source>
        <translation>标签最大为 %1</translation>
    </message>
    <message>
        <source>%1 classes</source>
        <translation>%1 个类别</translation>
    </message>
</context>
<context>
    <name>RunningWorkers</name>
    <message>
        <source>%1 plans on %2</source>
        <translation>%1 个方案，%2</translation>
    </message>
    <message>
        <source>a plan on %1 for the report</source>
        <translation>一个方案，%1（用于报告）</translation>
    </message>
    <message>
        <source>a plan on %1</source>
        <translation>一个方案，%1</translation>
    </message>
    <message>
        <source>%1, process %2</source>
        <translation>%1，进程 %2</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>Replace the file?</source>
        <translation>替换该文件？</translation>
    </message>
    <message>
        <source>%1 is already in %2.</source>
        <translation>%2 中已有 %1。</translation>
    </message>
    <message>
        <source>Replacing it deletes its current content.</source>
        <translation>替换会删除其现有内容。</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>替换(&amp;R)</translation>
    </message>
</context>
<context>
    <name>TaskText</name>
    <message>
        <source>all images</source>
        <translation>全部图像</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 张图像</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 张图像</translation>
    </message>
    <message>
        <source>%1 + 1 epoch</source>
        <translation>%1 + 1 轮</translation>
    </message>
    <message>
        <source>%1 + %2 epochs</source>
        <translation>%1 + %2 轮</translation>
    </message>
</context>
<context>
    <name>TrialsQueryWords</name>
    <message>
        <source>&apos;%1&apos; needs a number, such as %1&lt;=4</source>
        <translation>“%1”需要一个数，例如 %1&lt;=4</translation>
    </message>
    <message>
        <source>trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>unseen</source>
        <translation>未见</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>位</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>No layer or column is called &apos;%1&apos;</source>
        <translation>没有名为“%1”的层或列</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>open a network first</source>
        <translation>请先打开网络</translation>
    </message>
    <message>
        <source>open images first</source>
        <translation>请先打开图像</translation>
    </message>
    <message>
        <source>start a search first: there is no session</source>
        <translation>请先开始搜索：没有会话</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Measure plan</source>
        <translation>测量方案</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>choose the training images first</source>
        <translation>请先选择训练图像</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Compare methods</source>
        <translation>比较方法</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
</context>
<context>
    <name>WorkerLine</name>
    <message>
        <source>the port is chosen when the search starts: copy the line then</source>
        <translation>端口在搜索开始时才选定：请届时再复制该命令行</translation>
    </message>
</context>
<context>
    <name>bitprism::Actions</name>
    <message>
        <source>&amp;Open...</source>
        <translation>打开(&amp;O)...</translation>
    </message>
    <message>
        <source>Open a network: %1</source>
        <translation>打开网络：%1</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>打开...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation>Ctrl+Shift+O</translation>
    </message>
    <message>
        <source>Open the bundled network with its images</source>
        <translation>打开自带的网络及其图像</translation>
    </message>
    <message>
        <source>Open &amp;images...</source>
        <translation>打开图像(&amp;I)...</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Open images for measuring plans, with or without labels</source>
        <translation>打开用于测量方案的图像，有无标签均可</translation>
    </message>
    <message>
        <source>Images...</source>
        <translation>图像...</translation>
    </message>
    <message>
        <source>&amp;Save plan</source>
        <translation>保存方案(&amp;S)</translation>
    </message>
    <message>
        <source>Save the plan with its locks, ranges and ties to its file</source>
        <translation>将方案连同锁定、范围和绑定保存到其文件</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Ctrl+Shift+S</translation>
    </message>
    <message>
        <source>Save the plan to another file</source>
        <translation>将方案保存到另一个文件</translation>
    </message>
    <message>
        <source>Save the search with all its measurements to a session file</source>
        <translation>将搜索及其全部测量结果保存到会话文件</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>导出(&amp;E)...</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>Export the network under this plan, the plan or the front to a file</source>
        <translation>将按此方案量化的网络、方案或前沿导出到文件</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>导出...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Quit BitPrism</source>
        <translation>退出 BitPrism</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>↶ Undo</source>
        <translation>↶ 撤销</translation>
    </message>
    <message>
        <source>Undo the last edit of the plan</source>
        <translation>撤销对方案的上一次编辑</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Z</source>
        <translation>Ctrl+Shift+Z</translation>
    </message>
    <message>
        <source>↷ Redo</source>
        <translation>↷ 重做</translation>
    </message>
    <message>
        <source>Redo the last undone edit</source>
        <translation>重做上一次撤销的编辑</translation>
    </message>
    <message>
        <source>&amp;Find layers</source>
        <translation>查找层(&amp;F)</translation>
    </message>
    <message>
        <source>Filter the layers by name, kind, shape or bits</source>
        <translation>按名称、类型、形状或位宽筛选层</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Locked layers keep their bits in edits and searches</source>
        <translation>锁定的层在编辑和搜索中保持其位宽</translation>
    </message>
    <message>
        <source>&amp;Tie layers that are added</source>
        <translation>绑定相加的层(&amp;T)</translation>
    </message>
    <message>
        <source>Layers whose outputs are added share one bit-width in edits and searches</source>
        <translation>输出相加的层在编辑和搜索中共用同一位宽</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Cancel running work and close the message</source>
        <translation>取消正在进行的工作并关闭消息</translation>
    </message>
    <message>
        <source>&amp;Measure plan</source>
        <translation>测量方案(&amp;M)</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>Measure this plan, also on images that searches never use</source>
        <translation>测量此方案，包括使用搜索从不接触的图像</translation>
    </message>
    <message>
        <source>Measure plan</source>
        <translation>测量方案</translation>
    </message>
    <message>
        <source>Ctrl+Alt+O</source>
        <translation>Ctrl+Alt+O</translation>
    </message>
    <message>
        <source>Load an exported plan</source>
        <translation>载入已导出的方案</translation>
    </message>
    <message>
        <source>&amp;Symmetric</source>
        <translation>对称(&amp;S)</translation>
    </message>
    <message>
        <source>Scales without zero points</source>
        <translation>缩放因子不带零点</translation>
    </message>
    <message>
        <source>Per &amp;channel</source>
        <translation>逐通道(&amp;C)</translation>
    </message>
    <message>
        <source>One scale per output channel instead of one for the layer</source>
        <translation>每个输出通道一个缩放因子，而非整层一个</translation>
    </message>
    <message>
        <source>&amp;Least-squares ranges</source>
        <translation>最小二乘范围(&amp;L)</translation>
    </message>
    <message>
        <source>Clip where the squared error is smallest instead of not clipping</source>
        <translation>在平方误差最小处截断，而不是不截断</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Clip the outermost weights, keeping %1 % of all weights within the range</source>
        <translation>截断最外侧的权重，使全部权重的 %1% 保留在范围内</translation>
    </message>
    <message>
        <source>Correct every channel&apos;s mean, which rounding shifts</source>
        <translation>校正每个通道因舍入而偏移的均值</translation>
    </message>
    <message>
        <source>&amp;Choose...</source>
        <translation>选择(&amp;C)...</translation>
    </message>
    <message>
        <source>Ctrl+M</source>
        <translation>Ctrl+M</translation>
    </message>
    <message>
        <source>Choose how the weights of the selected layers are quantized</source>
        <translation>选择所选层权重的量化方法</translation>
    </message>
    <message>
        <source>&amp;Apply to all layers</source>
        <translation>应用到所有层(&amp;A)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+M</source>
        <translation>Ctrl+Shift+M</translation>
    </message>
    <message>
        <source>Quantize all unlocked layers like the selected one, keeping their bits</source>
        <translation>按所选层的方式量化所有未锁定的层，位宽不变</translation>
    </message>
    <message>
        <source>&amp;Best here</source>
        <translation>此处最佳(&amp;B)</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Choose the method with the smallest error for this layer at its bits, within its current bytes</source>
        <translation>在不超过当前字节数的前提下，为该层在其位宽下选择误差最小的方法</translation>
    </message>
    <message>
        <source>Best at an&amp;y size</source>
        <translation>不限大小的最佳(&amp;Y)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+B</source>
        <translation>Ctrl+Shift+B</translation>
    </message>
    <message>
        <source>Choose the method with the smallest error for this layer at its bits, in any number of bytes</source>
        <translation>不限字节数，为该层在其位宽下选择误差最小的方法</translation>
    </message>
    <message>
        <source>Compare &amp;solvers</source>
        <translation>比较求解器(&amp;S)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+G</source>
        <translation>Ctrl+Shift+G</translation>
    </message>
    <message>
        <source>Also compare AdaRound and GPTQ, which use calibration images, and judge by the output</source>
        <translation>同时比较使用校准图像的 AdaRound 和 GPTQ，并按输出评判</translation>
    </message>
    <message>
        <source>&amp;Float</source>
        <translation>浮点(&amp;F)</translation>
    </message>
    <message>
        <source>Layer inputs stay float</source>
        <translation>层的输入保持浮点</translation>
    </message>
    <message>
        <source>&amp;%1 bits</source>
        <translation>%1 位(&amp;%1)</translation>
    </message>
    <message>
        <source>Round the input of every layer to %1 bits</source>
        <translation>将每层的输入舍入到 %1 位</translation>
    </message>
    <message>
        <source>As the &amp;weights</source>
        <translation>与权重相同(&amp;W)</translation>
    </message>
    <message>
        <source>Round the input of every layer to the bit-width of its weights</source>
        <translation>将每层的输入舍入到其权重的位宽</translation>
    </message>
    <message>
        <source>&amp;Least squares</source>
        <translation>最小二乘(&amp;L)</translation>
    </message>
    <message>
        <source>Clip inputs where the squared error is smallest</source>
        <translation>在平方误差最小处截断输入</translation>
    </message>
    <message>
        <source>&amp;Min-max</source>
        <translation>最小-最大(&amp;M)</translation>
    </message>
    <message>
        <source>Clip no value seen on calibration images</source>
        <translation>不截断校准图像上出现过的任何值</translation>
    </message>
    <message>
        <source>&amp;Percentile 99.99 %</source>
        <translation>百分位 99.99%(&amp;P)</translation>
    </message>
    <message>
        <source>Clip the outermost inputs</source>
        <translation>截断最外侧的输入</translation>
    </message>
    <message>
        <source>Mean of &amp;batch extremes</source>
        <translation>批次极值的均值(&amp;B)</translation>
    </message>
    <message>
        <source>Clip at the mean of the batches&apos; extremes</source>
        <translation>在各批次极值的均值处截断</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Search for better plans, or continue the stopped search</source>
        <translation>搜索更好的方案，或继续已停止的搜索</translation>
    </message>
    <message>
        <source>▶ Search</source>
        <translation>▶ 搜索</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation>Ctrl+Space</translation>
    </message>
    <message>
        <source>Let running evaluations finish and wait (Space in the front and the bars)</source>
        <translation>让正在进行的评估完成后等待（在前沿图和条形图中按空格键）</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ 暂停</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Ctrl+.</source>
        <translation>Ctrl+.</translation>
    </message>
    <message>
        <source>End the search; measurements are kept</source>
        <translation>结束搜索；测量结果会保留</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ 停止</translation>
    </message>
    <message>
        <source>&amp;Fork search...</source>
        <translation>派生搜索(&amp;F)...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation>Ctrl+Shift+R</translation>
    </message>
    <message>
        <source>Start another search with the form&apos;s settings and the measurements of this one</source>
        <translation>用表单中的设置和本次搜索的测量结果开始另一个搜索</translation>
    </message>
    <message>
        <source>&amp;Compare with a session...</source>
        <translation>与会话比较(&amp;C)...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Show the front of another session for comparison</source>
        <translation>显示另一会话的前沿以作比较</translation>
    </message>
    <message>
        <source>Stop c&amp;omparing</source>
        <translation>停止比较(&amp;O)</translation>
    </message>
    <message>
        <source>Show only the front of this session</source>
        <translation>只显示本会话的前沿</translation>
    </message>
    <message>
        <source>Start &amp;training</source>
        <translation>开始训练(&amp;T)</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Train the network under its plan</source>
        <translation>在当前方案下训练网络</translation>
    </message>
    <message>
        <source>▶ Train</source>
        <translation>▶ 训练</translation>
    </message>
    <message>
        <source>St&amp;op training</source>
        <translation>停止训练(&amp;O)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+.</source>
        <translation>Ctrl+Shift+.</translation>
    </message>
    <message>
        <source>End the training with the best epoch so far</source>
        <translation>以目前最好的一轮结束训练</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>高对比度(&amp;H)</translation>
    </message>
    <message>
        <source>Colours of the window</source>
        <translation>窗口的颜色</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Ctrl+0</source>
        <translation>Ctrl+0</translation>
    </message>
    <message>
        <source>Restore the initial arrangement of the panels</source>
        <translation>恢复面板的初始布局</translation>
    </message>
    <message>
        <source>&amp;Find a command...</source>
        <translation>查找命令(&amp;F)...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>Find an action, a layer or a setting by its name</source>
        <translation>按名称查找操作、层或设置</translation>
    </message>
    <message>
        <source>&amp;Tour</source>
        <translation>导览(&amp;T)</translation>
    </message>
    <message>
        <source>Explain the parts of the window in a minute</source>
        <translation>用一分钟介绍窗口的各部分</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>List all keyboard shortcuts</source>
        <translation>列出全部键盘快捷键</translation>
    </message>
    <message>
        <source>&amp;Log and files</source>
        <translation>日志和文件(&amp;L)</translation>
    </message>
    <message>
        <source>Show the folders of the log, sessions and recovery files</source>
        <translation>显示日志、会话和恢复文件所在的文件夹</translation>
    </message>
    <message>
        <source>&amp;About BitPrism</source>
        <translation>关于 BitPrism(&amp;A)</translation>
    </message>
    <message>
        <source>Version and license</source>
        <translation>版本和许可证</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Plan</source>
        <translation>方案(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Percentile ranges</source>
        <translation>百分位范围(&amp;P)</translation>
    </message>
    <message>
        <source>Met&amp;hod</source>
        <translation>方法(&amp;H)</translation>
    </message>
    <message>
        <source>Layer &amp;inputs</source>
        <translation>层的输入(&amp;I)</translation>
    </message>
    <message>
        <source>Input &amp;ranges</source>
        <translation>输入范围(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>搜索(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Size budget</source>
        <translation>大小预算</translation>
    </message>
    <message>
        <source>Open e&amp;xample</source>
        <translation>打开示例(&amp;X)</translation>
    </message>
    <message>
        <source>Sa&amp;ve session as...</source>
        <translation>会话另存为(&amp;V)...</translation>
    </message>
    <message>
        <source>R&amp;estore the mean</source>
        <translation>恢复均值(&amp;E)</translation>
    </message>
    <message>
        <source>Save &amp;plan as...</source>
        <translation>方案另存为(&amp;P)...</translation>
    </message>
    <message>
        <source>Open pl&amp;an...</source>
        <translation>打开方案(&amp;A)...</translation>
    </message>
    <message>
        <source>Repor&amp;t...</source>
        <translation>报告(&amp;T)...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+E</source>
        <translation>Ctrl+Shift+E</translation>
    </message>
    <message>
        <source>Save the front, layers, plan and commands as one HTML file that needs nothing else</source>
        <translation>将前沿、层、方案和命令保存为一个独立的 HTML 文件</translation>
    </message>
    <message>
        <source>&amp;History...</source>
        <translation>历史(&amp;H)...</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Ctrl+H</translation>
    </message>
    <message>
        <source>List all edits of the plan, to go back to any of them</source>
        <translation>列出方案的全部编辑，可返回其中任一处</translation>
    </message>
    <message>
        <source>&amp;Lock or unlock layers</source>
        <translation>锁定或解锁层(&amp;L)</translation>
    </message>
    <message>
        <source>Copy as command li&amp;ne</source>
        <translation>复制为命令行(&amp;N)</translation>
    </message>
    <message>
        <source>Copy the command that measures this plan, ready for a shell</source>
        <translation>复制测量此方案的命令，可直接用于 shell</translation>
    </message>
    <message>
        <source>Pi&amp;n plan</source>
        <translation>固定方案(&amp;N)</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>Keep this plan, to compare later ones with it and to come back to it</source>
        <translation>保留此方案，以便之后与其比较或返回</translation>
    </message>
    <message>
        <source>Compare ans&amp;wers</source>
        <translation>比较答案(&amp;W)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+D</source>
        <translation>Ctrl+Shift+D</translation>
    </message>
    <message>
        <source>Find the images that are answered differently under the two plans in the panel Compare</source>
        <translation>找出在“比较”面板的两个方案下答案不同的图像</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L</source>
        <translation>Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>Set bits or the method of all layers that the filter of the table shows</source>
        <translation>设置表格筛选所示全部层的位宽或方法</translation>
    </message>
    <message>
        <source>One bit &amp;more</source>
        <translation>多一位(&amp;M)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Up</source>
        <translation>Ctrl+Alt+Up</translation>
    </message>
    <message>
        <source>Give one bit more to all layers, or to the selected ones if they are several</source>
        <translation>为所有层（选中多层时为所选层）增加一位</translation>
    </message>
    <message>
        <source>One bit &amp;fewer</source>
        <translation>少一位(&amp;F)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Down</source>
        <translation>Ctrl+Alt+Down</translation>
    </message>
    <message>
        <source>Take one bit from all layers, or from the selected ones if they are several</source>
        <translation>为所有层（选中多层时为所选层）减少一位</translation>
    </message>
    <message>
        <source>Tilt towards the &amp;input</source>
        <translation>向输入端倾斜(&amp;I)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Left</source>
        <translation>Ctrl+Alt+Left</translation>
    </message>
    <message>
        <source>One bit more for the first layers, one fewer for the last</source>
        <translation>前面的层多一位，后面的层少一位</translation>
    </message>
    <message>
        <source>Tilt towards the &amp;output</source>
        <translation>向输出端倾斜(&amp;O)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Right</source>
        <translation>Ctrl+Alt+Right</translation>
    </message>
    <message>
        <source>One bit more for the last layers, one fewer for the first</source>
        <translation>后面的层多一位，前面的层少一位</translation>
    </message>
    <message>
        <source>Scale &amp;up</source>
        <translation>放大(&amp;U)</translation>
    </message>
    <message>
        <source>Ctrl+Alt++</source>
        <translation>Ctrl+Alt++</translation>
    </message>
    <message>
        <source>A third more bits for every layer</source>
        <translation>每层位宽增加三分之一</translation>
    </message>
    <message>
        <source>Scale &amp;down</source>
        <translation>缩小(&amp;D)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+-</source>
        <translation>Ctrl+Alt+-</translation>
    </message>
    <message>
        <source>A quarter fewer bits for every layer</source>
        <translation>每层位宽减少四分之一</translation>
    </message>
    <message>
        <source>&amp;Paint</source>
        <translation>绘制(&amp;P)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+P</source>
        <translation>Ctrl+Alt+P</translation>
    </message>
    <message>
        <source>While painting, a drag across the bars gives every layer the bits at the mouse</source>
        <translation>绘制时，在条形上拖动会使各层取鼠标处的位宽</translation>
    </message>
    <message>
        <source>Copy command &amp;line</source>
        <translation>复制命令行(&amp;L)</translation>
    </message>
    <message>
        <source>Copy the command that runs this search, ready for a shell</source>
        <translation>复制运行此搜索的命令，可直接用于 shell</translation>
    </message>
    <message>
        <source>Copy the command that runs this training, ready for a shell</source>
        <translation>复制运行此训练的命令，可直接用于 shell</translation>
    </message>
    <message>
        <source>&amp;Command lines...</source>
        <translation>命令行(&amp;C)...</translation>
    </message>
    <message>
        <source>Show what the window&apos;s actions are on the command line</source>
        <translation>显示窗口操作对应的命令行</translation>
    </message>
    <message>
        <source>&amp;Bits</source>
        <translation>位宽(&amp;B)</translation>
    </message>
    <message>
        <source>Se&amp;t bits of the shown layers...</source>
        <translation>设置所示层的位宽(&amp;T)...</translation>
    </message>
    <message>
        <source>C&amp;ompare with a network...</source>
        <translation>与网络比较(&amp;O)...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>Match the layers of another file, such as an export or another training, and compare</source>
        <translation>匹配另一文件（如导出文件或另一次训练）的层并比较</translation>
    </message>
    <message>
        <source>Lay the bits on a curve over depth, whose points can be dragged: those of all layers, or of the selected ones if they are several</source>
        <translation>将位宽置于沿深度的曲线上，可拖动曲线的点：所有层，或所选的多个层</translation>
    </message>
    <message>
        <source>Curve: &amp;line</source>
        <translation>曲线：直线(&amp;L)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+1</source>
        <translation>Ctrl+Alt+1</translation>
    </message>
    <message>
        <source>Curve: para&amp;bola</source>
        <translation>曲线：抛物线(&amp;B)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+2</source>
        <translation>Ctrl+Alt+2</translation>
    </message>
    <message>
        <source>Curve: &amp;cubic</source>
        <translation>曲线：三次(&amp;C)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+3</source>
        <translation>Ctrl+Alt+3</translation>
    </message>
    <message>
        <source>Curve: C&amp;hebyshev</source>
        <translation>曲线：切比雪夫(&amp;H)</translation>
    </message>
    <message>
        <source>Ctrl+Alt+4</source>
        <translation>Ctrl+Alt+4</translation>
    </message>
    <message>
        <source>Use &amp;made images</source>
        <translation>使用生成图像(&amp;M)</translation>
    </message>
    <message>
        <source>Make images from the network itself: without any of yours, plans are compared by how alike they and float answer on them</source>
        <translation>由网络自身生成图像：没有自己的图像时，按各方案与浮点网络在这些图像上的回答有多一致来比较</translation>
    </message>
    <message>
        <source>Use made images</source>
        <translation>使用生成图像</translation>
    </message>
    <message>
        <source>Measure latenc&amp;y</source>
        <translation>测量延迟(&amp;Y)</translation>
    </message>
    <message>
        <source>Time the network&apos;s layers in ONNX Runtime, some 20 seconds: latency is then a cost of plans and searches</source>
        <translation>在 ONNX Runtime 中为网络的各层计时，约 20 秒：之后延迟可作为方案和搜索的成本</translation>
    </message>
    <message>
        <source>Use &amp;weights from a file...</source>
        <translation>使用文件中的权重(&amp;W)...</translation>
    </message>
    <message>
        <source>Give the open network the weights of another file, matched by name and shape</source>
        <translation>把另一文件的权重交给已打开的网络，按名称和形状对应</translation>
    </message>
    <message>
        <source>Stop comparing &amp;with</source>
        <translation>停止与之比较(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Users&apos; guide</source>
        <translation>用户指南(&amp;U)</translation>
    </message>
    <message>
        <source>Open the guide, at the panel that has the keyboard</source>
        <translation>打开指南，并转到当前键盘所在的面板</translation>
    </message>
    <message>
        <source>Ctrl+F1</source>
        <translation>Ctrl+F1</translation>
    </message>
</context>
<context>
    <name>bitprism::ActivationsPanel</name>
    <message>
        <source>Open images (Ctrl+I): input ranges are chosen from them</source>
        <translation>打开图像 (Ctrl+I)：输入范围据此选定</translation>
    </message>
    <message>
        <source>input of %1 · float</source>
        <translation>%1 的输入 · 浮点</translation>
    </message>
    <message>
        <source>input of %1 · %2</source>
        <translation>%1 的输入 · %2</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活</translation>
    </message>
</context>
<context>
    <name>bitprism::AnswerMeasurement</name>
    <message>
        <source>answers of A</source>
        <translation>A 的答案</translation>
    </message>
    <message>
        <source>answers of B</source>
        <translation>B 的答案</translation>
    </message>
</context>
<context>
    <name>bitprism::AutomaticChoices</name>
    <message>
        <source>choosing methods</source>
        <translation>正在选择方法</translation>
    </message>
</context>
<context>
    <name>bitprism::Banner</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Close message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Close this message (Esc)</source>
        <translation>关闭此消息 (Esc)</translation>
    </message>
</context>
<context>
    <name>bitprism::BitLinesView</name>
    <message>
        <source>1 plan</source>
        <translation>1 个方案</translation>
    </message>
    <message>
        <source>%1 plans</source>
        <translation>%1 个方案</translation>
    </message>
    <message>
        <source>Bits of the selected plans by layer</source>
        <translation>所选方案的各层位宽</translation>
    </message>
    <message>
        <source>bits of plans</source>
        <translation>bits-of-plans</translation>
    </message>
    <message>
        <source>No trials to show</source>
        <translation>没有可显示的试验</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>this plan: %1</source>
        <translation>此方案：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::BitsMenu</name>
    <message>
        <source>&amp;Bits</source>
        <translation>位宽(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>方法(&amp;M)</translation>
    </message>
    <message>
        <source>P&amp;rofile</source>
        <translation>分布(&amp;R)</translation>
    </message>
    <message>
        <source>Select &amp;all layers</source>
        <translation>选择所有层(&amp;A)</translation>
    </message>
    <message>
        <source>Select the bars of all layers (Ctrl+A in the bars)</source>
        <translation>选择所有层的条形（在条形图中按 Ctrl+A）</translation>
    </message>
    <message>
        <source>Set the bits of the selected layers</source>
        <translation>设置所选层的位宽</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Choose the method of the selected layers by their bits</source>
        <translation>按位宽选择所选层的方法</translation>
    </message>
    <message>
        <source>Set the method of the selected layers</source>
        <translation>设置所选层的方法</translation>
    </message>
</context>
<context>
    <name>bitprism::BitsPanel</name>
    <message>
        <source>drag a bar · L locks · width is size, colour is sensitivity</source>
        <translation>拖动条形 · L 锁定 · 宽度为大小，颜色为敏感度</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>paint bits of %1</source>
        <translation>绘制 %1 的位宽</translation>
    </message>
    <message>
        <source>move bits of %1</source>
        <translation>移动 %1 的位宽</translation>
    </message>
    <message>
        <source>1 bit more for %1</source>
        <translation>%1 增加 1 位</translation>
    </message>
    <message>
        <source>1 bit fewer for %1</source>
        <translation>%1 减少 1 位</translation>
    </message>
    <message>
        <source>tilt bits of %1 towards the input</source>
        <translation>%1 的位宽向输入端倾斜</translation>
    </message>
    <message>
        <source>tilt bits of %1 towards the output</source>
        <translation>%1 的位宽向输出端倾斜</translation>
    </message>
    <message>
        <source>scale bits of %1 up</source>
        <translation>放大 %1 的位宽</translation>
    </message>
    <message>
        <source>scale bits of %1 down</source>
        <translation>缩小 %1 的位宽</translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 层</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>%1 selected · drag one to move all · digits, up, down, L</source>
        <translation>已选 %1 · 拖动一个即移动全部 · 数字、上、下、L</translation>
    </message>
    <message>
        <source>lay bits of %1 on a line</source>
        <translation>将 %1 的位宽置于直线上</translation>
    </message>
    <message>
        <source>lay bits of %1 on a parabola</source>
        <translation>将 %1 的位宽置于抛物线上</translation>
    </message>
    <message>
        <source>lay bits of %1 on a cubic</source>
        <translation>将 %1 的位宽置于三次曲线上</translation>
    </message>
    <message>
        <source>lay bits of %1 on Chebyshev polynomials</source>
        <translation>将 %1 的位宽置于切比雪夫多项式上</translation>
    </message>
    <message>
        <source>budget %1</source>
        <translation>预算 %1</translation>
    </message>
</context>
<context>
    <name>bitprism::BitsView</name>
    <message>
        <source>Bits per layer</source>
        <translation>各层位宽</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>位</translation>
    </message>
    <message>
        <source>One bar per layer. Left and right select a layer, with Shift several, Ctrl+A all, Enter adds or removes one. Digits set the bits of the selected layers, up and down change them, L locks them, P paints, C lays them on a curve, Page up and Page down change the size budget.</source>
        <translation>每层一个条形。左右键选择一层，加 Shift 选多层，Ctrl+A 全选，回车键添加或移除一层。数字键设置所选层的位宽，上下键改变，L 键锁定，P 键绘制，C 键置于曲线上，Page Up 和 Page Down 改变大小预算。</translation>
    </message>
    <message>
        <source>%1: drag it, and the plan follows</source>
        <translation>%1：拖动它，方案随之变化</translation>
    </message>
</context>
<context>
    <name>bitprism::BudgetView</name>
    <message>
        <source>Size budget</source>
        <translation>大小预算</translation>
    </message>
    <message>
        <source>Loads the most accurate known plan within the budget</source>
        <translation>载入预算内已知最准确的方案</translation>
    </message>
    <message>
        <source>reachable %1 – %2</source>
        <translation>可达 %1 – %2</translation>
    </message>
    <message>
        <source>Operations budget</source>
        <translation>运算预算</translation>
    </message>
    <message>
        <source>Latency budget</source>
        <translation>延迟预算</translation>
    </message>
</context>
<context>
    <name>bitprism::ChangedImages</name>
    <message>
        <source>%1 ✓</source>
        <translation>%1 ✓</translation>
    </message>
    <message>
        <source>%1 ✗</source>
        <translation>%1 ✗</translation>
    </message>
    <message>
        <source>Which images are listed</source>
        <translation>列出哪些图像</translation>
    </message>
    <message>
        <source>All images that change their answer, or one kind of change</source>
        <translation>所有答案改变的图像，或其中一种改变</translation>
    </message>
    <message>
        <source>Images that change their answer</source>
        <translation>答案改变的图像</translation>
    </message>
    <message>
        <source>changed-images</source>
        <translation>changed-images</translation>
    </message>
    <message>
        <source>all that change</source>
        <translation>所有改变的</translation>
    </message>
    <message>
        <source>A: %1, B: %2</source>
        <translation>A：%1，B：%2</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%2 张图像中的 %1 张</translation>
    </message>
</context>
<context>
    <name>bitprism::ChangedImagesModel</name>
    <message>
        <source>image %1</source>
        <translation>图像 %1</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A：%1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B：%1</translation>
    </message>
    <message>
        <source>Image %1: %2</source>
        <translation>图像 %1：%2</translation>
    </message>
</context>
<context>
    <name>bitprism::ChannelStrip</name>
    <message>
        <source>Bits of every channel</source>
        <translation>各通道位宽</translation>
    </message>
    <message>
        <source>channel %1: %2</source>
        <translation>通道 %1：%2</translation>
    </message>
    <message>
        <source>bits of %1 channels, %2 to %3</source>
        <translation>%1 个通道的位宽，%2 到 %3</translation>
    </message>
    <message>
        <source>all channels have the same bits</source>
        <translation>所有通道位宽相同</translation>
    </message>
</context>
<context>
    <name>bitprism::ClassChanges</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>The label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Change in percentage points</source>
        <translation>变化（百分点）</translation>
    </message>
    <message>
        <source>Share answered rightly under A</source>
        <translation>A 下回答正确的比例</translation>
    </message>
    <message>
        <source>Share answered rightly under B</source>
        <translation>B 下回答正确的比例</translation>
    </message>
    <message>
        <source>How many images have this label</source>
        <translation>有多少图像带此标签</translation>
    </message>
    <message>
        <source>Accuracy on each class</source>
        <translation>各类别的准确率</translation>
    </message>
    <message>
        <source>class-accuracy</source>
        <translation>class-accuracy</translation>
    </message>
</context>
<context>
    <name>bitprism::CommandCopier</name>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::CommandLinesDialog</name>
    <message>
        <source>Command lines</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>复制：%1</translation>
    </message>
    <message>
        <source>Copy this command, ready for a shell</source>
        <translation>复制此命令，可直接用于 shell</translation>
    </message>
    <message>
        <source>What the window&apos;s actions are on the command line, with the plan, images and settings as they are now. Lines with # say what a command cannot.</source>
        <translation>窗口操作对应的命令行，采用当前的方案、图像和设置。以 # 开头的行说明命令无法完成的事。</translation>
    </message>
</context>
<context>
    <name>bitprism::CommandPalette</name>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>An action, a layer or a setting</source>
        <translation>操作、层或设置</translation>
    </message>
    <message>
        <source>Matching commands</source>
        <translation>匹配的命令</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareAnswers</name>
    <message>
        <source>What the answers show</source>
        <translation>答案说明了什么</translation>
    </message>
    <message>
        <source>The exact test of McNemar: if A and B were equally good, a difference at least this large would arise with probability p</source>
        <translation>McNemar 精确检验：若 A 与 B 同样好，出现至少这么大差异的概率为 p</translation>
    </message>
    <message>
        <source>Images by answers</source>
        <translation>按答案统计的图像</translation>
    </message>
    <message>
        <source>A (rows) against B</source>
        <translation>A（行）对 B</translation>
    </message>
    <message>
        <source>labels (rows) against A</source>
        <translation>标签（行）对 A</translation>
    </message>
    <message>
        <source>labels (rows) against B</source>
        <translation>标签（行）对 B</translation>
    </message>
    <message>
        <source>What the confusion matrix compares</source>
        <translation>混淆矩阵比较什么</translation>
    </message>
    <message>
        <source>Which classes are confused: between A and B, or of either with the labels</source>
        <translation>哪些类别被混淆：A 与 B 之间，或其一与标签之间</translation>
    </message>
    <message>
        <source>Without %1 classes that are confused less.</source>
        <translation>不含混淆较少的 %1 个类别。</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareModel</name>
    <message>
        <source>Place in execution order</source>
        <translation>在执行顺序中的位置</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Double-click or press Enter to select the layer in all panels</source>
        <translation>双击或按回车键在所有面板中选择该层</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Bit-width in A and in B; sorted by the difference</source>
        <translation>A 和 B 中的位宽；按差值排序</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Bit-width of the layer&apos;s input in A and in B</source>
        <translation>A 和 B 中层输入的位宽</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>How the weights are quantized in A and in B</source>
        <translation>A 和 B 中权重的量化方式</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Signal-to-quantization-noise ratio of the weights; more is better; sorted by the difference</source>
        <translation>权重的信号与量化噪声比；越大越好；按差值排序</translation>
    </message>
    <message>
        <source>SQNR dB</source>
        <translation>SQNR dB</translation>
    </message>
    <message>
        <source>Bytes of the layer in the packed file; sorted by the difference</source>
        <translation>该层在打包文件中的字节数；按差值排序</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>%1, other options</source>
        <translation>%1，其他选项</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1
A and B: %2</source>
        <translation>%1
A 和 B：%2</translation>
    </message>
    <message>
        <source>%1
A: %2
B: %3</source>
        <translation>%1
A：%2
B：%3</translation>
    </message>
    <message>
        <source>How the layer&apos;s counterpart in the other network was found</source>
        <translation>如何在另一网络中找到该层的对应层</translation>
    </message>
    <message>
        <source>Matched by</source>
        <translation>匹配依据</translation>
    </message>
    <message>
        <source>Signal-to-noise ratio of B&apos;s weights against A&apos;s; more is closer</source>
        <translation>B 的权重相对于 A 的信噪比；越大越接近</translation>
    </message>
    <message>
        <source>B to A dB</source>
        <translation>B 对 A dB</translation>
    </message>
    <message>
        <source>The largest difference of a weight between A and B</source>
        <translation>A 与 B 之间单个权重的最大差值</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>最大差</translation>
    </message>
    <message>
        <source>only in A</source>
        <translation>仅在 A 中</translation>
    </message>
    <message>
        <source>only in B</source>
        <translation>仅在 B 中</translation>
    </message>
    <message>
        <source>shape and order</source>
        <translation>形状与顺序</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>other shape</source>
        <translation>形状不同</translation>
    </message>
    <message>
        <source>%1
It has no counterpart in B.</source>
        <translation>%1
它在 B 中没有对应层。</translation>
    </message>
    <message>
        <source>%1
It has no counterpart in A.</source>
        <translation>%1
它在 A 中没有对应层。</translation>
    </message>
    <message>
        <source>A: %1, %2
B: %3, %4</source>
        <translation>A：%1，%2
B：%3，%4</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparePanel</name>
    <message>
        <source>Comparing answers</source>
        <translation>正在比较答案</translation>
    </message>
    <message>
        <source>current plan</source>
        <translation>当前方案</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>Pinned as &quot;%1&quot;. Edit on, and see what differs in the panel Compare.</source>
        <translation>已固定为“%1”。可继续编辑，并在“比较”面板中查看差异。</translation>
    </message>
    <message>
        <source>Pin a plan file</source>
        <translation>固定方案文件</translation>
    </message>
    <message>
        <source>Plans (*.json);;All files (*)</source>
        <translation>方案 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>float plan</source>
        <translation>浮点方案</translation>
    </message>
    <message>
        <source>pinned plan %1</source>
        <translation>已固定的方案 %1</translation>
    </message>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>请先打开网络 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Open images first (Ctrl+I): answers are compared on them</source>
        <translation>请先打开图像 (Ctrl+I)：答案据此比较</translation>
    </message>
    <message>
        <source>Choose first how the images are prepared</source>
        <translation>请先选择图像的预处理方式</translation>
    </message>
    <message>
        <source>The weights are just being switched</source>
        <translation>正在切换权重</translation>
    </message>
    <message>
        <source>This network does not answer with one class per image, so there are no answers to compare. Totals and layers can be compared.</source>
        <translation>此网络并非对每张图像给出一个类别，因此没有可比较的答案。可以比较总计和各层。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Comparing layers</source>
        <translation>正在比较各层</translation>
    </message>
    <message>
        <source>Pinned as &quot;%1&quot;. The panel Compare shows what differs.</source>
        <translation>已固定为“%1”。“比较”面板显示差异。</translation>
    </message>
    <message>
        <source>Compare with a network</source>
        <translation>与网络比较</translation>
    </message>
    <message>
        <source>Networks (%1);;All files (*)</source>
        <translation>网络 (%1);;所有文件 (*)</translation>
    </message>
    <message>
        <source>A answers with one of %1 classes, B with one of %2: answers cannot be compared. Totals and layers can be compared.</source>
        <translation>A 从 %1 个类别中作答，B 从 %2 个类别中作答：无法比较答案。可以比较总量和各层。</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparePlans</name>
    <message>
        <source>&amp;Load plan</source>
        <translation>载入方案(&amp;L)</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Pin plan file...</source>
        <translation>固定方案文件...</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>压缩比</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Double-click or F2 to rename a pin; Enter loads it</source>
        <translation>双击或按 F2 重命名固定的方案；回车键载入</translation>
    </message>
    <message>
        <source>Bytes of the packed file</source>
        <translation>打包文件的字节数</translation>
    </message>
    <message>
        <source>How many times smaller than float</source>
        <translation>比浮点小多少倍</translation>
    </message>
    <message>
        <source>Mean bits of a weight</source>
        <translation>每个权重的平均位数</translation>
    </message>
    <message>
        <source>Measured on the images of searches; – is not measured yet</source>
        <translation>在搜索所用图像上测得；– 表示尚未测量</translation>
    </message>
    <message>
        <source>Plans to compare</source>
        <translation>要比较的方案</translation>
    </message>
    <message>
        <source>Make the selected plan the current one; Undo takes it back</source>
        <translation>将所选方案设为当前方案；可撤销</translation>
    </message>
    <message>
        <source>Give the selected pin another name (F2)</source>
        <translation>重命名所选的固定方案 (F2)</translation>
    </message>
    <message>
        <source>Forget the selected pin (Delete)</source>
        <translation>移除所选的固定方案 (Delete)</translation>
    </message>
    <message>
        <source>Pin a plan that was exported to a file, to compare with it</source>
        <translation>固定一个已导出到文件的方案以作比较</translation>
    </message>
    <message>
        <source>Compare network...</source>
        <translation>比较网络...</translation>
    </message>
    <message>
        <source>Compare with the file of another network, such as an export or another training</source>
        <translation>与另一网络的文件比较，例如导出文件或另一次训练</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareTable</name>
    <message>
        <source>Only what differs</source>
        <translation>仅差异</translation>
    </message>
    <message>
        <source>Hides layers that are the same in A and in B</source>
        <translation>隐藏 A 与 B 中相同的层</translation>
    </message>
    <message>
        <source>Layers in A and in B</source>
        <translation>A 和 B 中的层</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>复制行(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all of them, as text with tabs: a column for every figure</source>
        <translation>将所选行或全部行复制为以制表符分隔的文本：每个数值一列</translation>
    </message>
    <message>
        <source>%1 of %2 differ</source>
        <translation>%2 层中 %1 层不同</translation>
    </message>
    <message>
        <source>%1 matched by name, %2 by shape and order, %3 without a counterpart</source>
        <translation>%1 层按名称匹配，%2 层按形状与顺序匹配，%3 层无对应层</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareView</name>
    <message>
        <source>ratio %1</source>
        <translation>压缩比 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>B − A: %1</source>
        <translation>B − A：%1</translation>
    </message>
    <message>
        <source> (%1)</source>
        <translation> (%1)</translation>
    </message>
    <message>
        <source> · %1</source>
        <translation> · %1</translation>
    </message>
    <message>
        <source>Pin plan</source>
        <translation>固定方案</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>▶ Compare answers</source>
        <translation>▶ 比较答案</translation>
    </message>
    <message>
        <source>Comparison of two plans</source>
        <translation>两个方案的比较</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Plan A</source>
        <translation>方案 A</translation>
    </message>
    <message>
        <source>Plan B</source>
        <translation>方案 B</translation>
    </message>
    <message>
        <source>Totals of plan A</source>
        <translation>方案 A 的总计</translation>
    </message>
    <message>
        <source>Totals of plan B</source>
        <translation>方案 B 的总计</translation>
    </message>
    <message>
        <source>Difference of the totals</source>
        <translation>总计之差</translation>
    </message>
    <message>
        <source>Keep the current plan to compare later ones with it (Ctrl+D)</source>
        <translation>保留当前方案，以便之后与其比较 (Ctrl+D)</translation>
    </message>
    <message>
        <source>Exchange A and B</source>
        <translation>交换 A 和 B</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Run the images through both plans and compare what they answer (Ctrl+Shift+D)</source>
        <translation>让图像通过两个方案并比较其答案 (Ctrl+Shift+D)</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Which images change their answer between A and B is measured on the evaluation images (▶ Compare answers).</source>
        <translation>哪些图像在 A 与 B 之间改变答案，通过评估图像测量（▶ 比较答案）。</translation>
    </message>
    <message>
        <source>%1 against %2 · %3 of %4 layers differ · %5</source>
        <translation>%1 对 %2 · %4 层中 %3 层不同 · %5</translation>
    </message>
    <message>
        <source>file of %1</source>
        <translation>文件 %1</translation>
    </message>
    <message>
        <source>One of the two plans: the current one, float, a pin, or another network</source>
        <translation>两个方案之一：当前方案、浮点、已固定方案或另一网络</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation>%1 对比 %2</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareWeights</name>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Histograms of the selected layer&apos;s quantized weights in A and in B</source>
        <translation>所选层在 A 和 B 中量化权重的直方图</translation>
    </message>
    <message>
        <source>compared-weights</source>
        <translation>compared-weights</translation>
    </message>
    <message>
        <source>Counts on a logarithmic scale, which shows the tails</source>
        <translation>以对数刻度显示计数，可看清尾部</translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation>对数计数</translation>
    </message>
    <message>
        <source>Select a layer to compare its weights.</source>
        <translation>选择一层以比较其权重。</translation>
    </message>
    <message>
        <source>weight ÷ largest of its channel</source>
        <translation>权重 ÷ 所在通道的最大值</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A：%1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B：%1</translation>
    </message>
    <message>
        <source>levels of A</source>
        <translation>A 的量化级</translation>
    </message>
    <message>
        <source>levels of B</source>
        <translation>B 的量化级</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparedErrors</name>
    <message>
        <source>errors of compared plans</source>
        <translation>所比较方案的误差</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparisonKeeper</name>
    <message>
        <source>Pins are not kept with the session: %1</source>
        <translation>固定项未随会话保存：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::ConfusionTable</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>confusion</source>
        <translation>confusion</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>A answers %1, B answers %2: %3 images</source>
        <translation>A 答 %1，B 答 %2：%3 张图像</translation>
    </message>
    <message>
        <source>label %1, answer %2: %3 images</source>
        <translation>标签 %1，答案 %2：%3 张图像</translation>
    </message>
</context>
<context>
    <name>bitprism::CorrelationView</name>
    <message>
        <source>Correlation of the tasks</source>
        <translation>任务间的相关性</translation>
    </message>
    <message>
        <source>%1 and %2: %3</source>
        <translation>%1 与 %2：%3</translation>
    </message>
    <message>
        <source>Available once a search with several tasks has measured a few plans.</source>
        <translation>多任务搜索测量若干方案后可用。</translation>
    </message>
    <message>
        <source>task-correlation</source>
        <translation>task-correlation</translation>
    </message>
</context>
<context>
    <name>bitprism::CostForm</name>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>bit operations</source>
        <translation>位运算</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>any memory</source>
        <translation>内存不限</translation>
    </message>
    <message>
        <source>any operations</source>
        <translation>运算不限</translation>
    </message>
    <message>
        <source>any latency</source>
        <translation>延迟不限</translation>
    </message>
    <message>
        <source>a size with B, KiB or MiB, such as 100 KiB</source>
        <translation>带 B、KiB 或 MiB 的大小，例如 100 KiB</translation>
    </message>
    <message>
        <source>a number of bit operations with MBOPs or GBOPs, such as 2 GBOPs</source>
        <translation>带 MBOPs 或 GBOPs 的位运算数，例如 2 GBOPs</translation>
    </message>
    <message>
        <source>a time with us, ms or s, such as 3 ms</source>
        <translation>带 us、ms 或 s 的时间，例如 3 ms</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is not a limit on %2, expected %3</source>
        <translation>&apos;%1&apos; 不是%2的上限，应为%3</translation>
    </message>
    <message>
        <source>Cost that the search trades for quality</source>
        <translation>搜索用来权衡质量的成本</translation>
    </message>
    <message>
        <source>What the search trades for quality, and the front shows: memory, bit operations for one image, or latency where the network has a latency table (Plan &gt; Measure latency)</source>
        <translation>搜索用来权衡质量、前沿图所显示的成本：内存、每幅图像的位运算，或在网络有延迟表时的延迟（方案 &gt; 测量延迟）</translation>
    </message>
    <message>
        <source>Most %1</source>
        <translation>上限：%1</translation>
    </message>
    <message>
        <source>The most that a plan may cost: %1. Empty: no limit</source>
        <translation>方案成本的上限：%1。留空：不限</translation>
    </message>
    <message>
        <source>What is wrong with the limits</source>
        <translation>上限有什么问题</translation>
    </message>
</context>
<context>
    <name>bitprism::DataDialog</name>
    <message>
        <source>Open images</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>red first (RGB)</source>
        <translation>红色在前 (RGB)</translation>
    </message>
    <message>
        <source>blue first (BGR)</source>
        <translation>蓝色在前 (BGR)</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>as the network expects; 256 (shorter side) or 224x320</source>
        <translation>按网络要求；256（短边）或 224x320</translation>
    </message>
    <message>
        <source>as the network expects; 224 or 224x320, centred</source>
        <translation>按网络要求；224 或 224x320，居中</translation>
    </message>
    <message>
        <source>&amp;Images</source>
        <translation>图像(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Usual settings</source>
        <translation>常用设置(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Resize</source>
        <translation>缩放(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Crop</source>
        <translation>裁剪(&amp;C)</translation>
    </message>
    <message>
        <source>C&amp;hannels</source>
        <translation>通道(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>系数(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Mean</source>
        <translation>均值(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Deviation</source>
        <translation>标准差(&amp;D)</translation>
    </message>
    <message>
        <source>The network sees (pixel × scale − mean) / deviation; mean and deviation have one number per channel. The bundled example has its own preprocessing.</source>
        <translation>网络看到的是 (像素 × 系数 − 均值) / 标准差；均值和标准差每个通道一个数。自带示例有其自己的预处理。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>file or folder of images, or: example</source>
        <translation>图像文件或文件夹，或：example</translation>
    </message>
    <message>
        <source>File...</source>
        <translation>文件...</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>文件夹...</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Images (%1);;All files (*)</source>
        <translation>图像 (%1);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Folder of images</source>
        <translation>图像文件夹</translation>
    </message>
    <message>
        <source>The scale is one number, such as %1.</source>
        <translation>系数是一个数，例如 %1。</translation>
    </message>
    <message>
        <source>Mean and deviation are numbers separated by spaces, such as %1.</source>
        <translation>均值和标准差是以空格分隔的数，例如 %1。</translation>
    </message>
    <message>
        <source>Deviations must be above zero.</source>
        <translation>标准差必须大于零。</translation>
    </message>
    <message>
        <source>Choose the images.</source>
        <translation>请选择图像。</translation>
    </message>
    <message>
        <source>reading...</source>
        <translation>正在读取...</translation>
    </message>
    <message>
        <source>no image</source>
        <translation>无图像</translation>
    </message>
    <message>
        <source> → the network sees %1 × %2 × %3</source>
        <translation> → 网络看到 %1 × %2 × %3</translation>
    </message>
    <message>
        <source>Measure &amp;by</source>
        <translation>衡量指标(&amp;B)</translation>
    </message>
    <message>
        <source>What the quality of a plan is: automatic chooses by the labels and the network&apos;s outputs</source>
        <translation>方案的质量指什么：自动按标签和网络输出选择</translation>
    </message>
    <message>
        <source>Made images</source>
        <translation>生成图像</translation>
    </message>
    <message>
        <source>Images made from the network itself, on which plans are compared with float</source>
        <translation>由网络自身生成的图像，用来把方案与浮点网络比较</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>The images are made from the network when they are opened.</source>
        <translation>图像在打开时由网络生成。</translation>
    </message>
</context>
<context>
    <name>bitprism::DataPreview</name>
    <message>
        <source>Some of the images as the network sees them</source>
        <translation>网络看到的部分图像</translation>
    </message>
</context>
<context>
    <name>bitprism::DockLayout</name>
    <message>
        <source>Show or hide this panel</source>
        <translation>显示或隐藏此面板</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>转到%1</translation>
    </message>
    <message>
        <source>Bring this panel to the front and give it the keyboard focus</source>
        <translation>将此面板置于前面并获得键盘焦点</translation>
    </message>
</context>
<context>
    <name>bitprism::DoctorPanel</name>
    <message>
        <source>Examining the plan</source>
        <translation>正在检查方案</translation>
    </message>
    <message>
        <source>examining the plan</source>
        <translation>正在检查方案</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>Choose images…</source>
        <translation>选择图像…</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Open other images to calibrate on</source>
        <translation>打开其他图像用于校准</translation>
    </message>
    <message>
        <source>Open the images again with this preprocessing; Undo takes it back</source>
        <translation>用此预处理重新打开图像；可撤销</translation>
    </message>
    <message>
        <source>Change the plan as advised; Undo takes it back</source>
        <translation>按建议更改方案；可撤销</translation>
    </message>
    <message>
        <source>The network and its plan are examined for the first time.</source>
        <translation>正在首次检查网络及其方案。</translation>
    </message>
    <message>
        <source>Open a network (Ctrl+O): what is wrong with it, its images or its plan is listed here, with a click that mends it.</source>
        <translation>打开网络 (Ctrl+O)：网络、图像或方案中的问题会列在此处，单击即可修复。</translation>
    </message>
    <message>
        <source>all is well</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>1 finding</source>
        <translation>1 项发现</translation>
    </message>
    <message>
        <source>%1 findings</source>
        <translation>%1 项发现</translation>
    </message>
    <message>
        <source>Examining…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Measured after “%1”: %2 → %3.</source>
        <translation>“%1”之后测得：%2 → %3。</translation>
    </message>
    <message>
        <source>Examined again after every change.</source>
        <translation>每次更改后重新检查。</translation>
    </message>
    <message>
        <source>fix: %1</source>
        <translation>修复：%1</translation>
    </message>
    <message>
        <source>fix: %1, %2</source>
        <translation>修复：%1，%2</translation>
    </message>
    <message>
        <source>fix 1 finding</source>
        <translation>修复 1 项发现</translation>
    </message>
    <message>
        <source>fix %1 findings</source>
        <translation>修复 %1 项发现</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>诊断</translation>
    </message>
</context>
<context>
    <name>bitprism::Document</name>
    <message>
        <source>%1 for %2</source>
        <translation>%2 设为 %1</translation>
    </message>
    <message>
        <source>more bits for %1</source>
        <translation>增加 %1 的位宽</translation>
    </message>
    <message>
        <source>fewer bits for %1</source>
        <translation>减少 %1 的位宽</translation>
    </message>
    <message>
        <source>lock %1</source>
        <translation>锁定 %1</translation>
    </message>
    <message>
        <source>unlock %1</source>
        <translation>解锁 %1</translation>
    </message>
    <message>
        <source>tie %1</source>
        <translation>绑定 %1</translation>
    </message>
    <message>
        <source>tie layers that are added</source>
        <translation>绑定相加的层</translation>
    </message>
    <message>
        <source>rules of a search</source>
        <translation>搜索的规则</translation>
    </message>
    <message>
        <source>bits of the weights</source>
        <translation>权重的位宽</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>%1 for all inputs</source>
        <translation>所有输入设为 %1</translation>
    </message>
    <message>
        <source>%1 for the input of %2</source>
        <translation>%2 的输入设为 %1</translation>
    </message>
    <message>
        <source>ranges of inputs</source>
        <translation>输入的范围</translation>
    </message>
    <message>
        <source>scheme of all layers</source>
        <translation>所有层的量化设置</translation>
    </message>
    <message>
        <source>%1: locked, so the method stays</source>
        <translation>%1：已锁定，方法保持不变</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>method %1</source>
        <translation>方法 %1</translation>
    </message>
    <message>
        <source>automatic method</source>
        <translation>自动方法</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>no range for %1</source>
        <translation>%1 不限范围</translation>
    </message>
    <message>
        <source>at least %1 for %2</source>
        <translation>%2 至少 %1</translation>
    </message>
    <message>
        <source>at most %1 for %2</source>
        <translation>%2 至多 %1</translation>
    </message>
    <message>
        <source>%1 to %2 for %3</source>
        <translation>%3 为 %1 到 %2</translation>
    </message>
    <message>
        <source>untie %1</source>
        <translation>解除绑定 %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 到 %2</translation>
    </message>
</context>
<context>
    <name>bitprism::EditsOffer</name>
    <message>
        <source>Unsaved edits of %1 from %2</source>
        <translation>%1 有 %2 的未保存编辑</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>放弃(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>稍后(&amp;L)</translation>
    </message>
    <message>
        <source>%1 has changed since these edits were made; they are matched by layer name.</source>
        <translation>%1 在这些编辑之后已有变化；将按层名匹配。</translation>
    </message>
    <message>
        <source>restored weights</source>
        <translation>恢复的权重</translation>
    </message>
    <message>
        <source>restored edits</source>
        <translation>恢复的编辑</translation>
    </message>
</context>
<context>
    <name>bitprism::ErrorCache</name>
    <message>
        <source>quantization errors</source>
        <translation>量化误差</translation>
    </message>
</context>
<context>
    <name>bitprism::ErrorPanel</name>
    <message>
        <source>SQNR of the layer&apos;s input in dB</source>
        <translation>层输入的 SQNR (dB)</translation>
    </message>
    <message>
        <source>SQNR of the layer&apos;s output in dB</source>
        <translation>层输出的 SQNR (dB)</translation>
    </message>
    <message>
        <source>SQNR of the weights in dB</source>
        <translation>权重的 SQNR (dB)</translation>
    </message>
    <message>
        <source>Error by bit-width</source>
        <translation>各位宽下的误差</translation>
    </message>
</context>
<context>
    <name>bitprism::ErrorView</name>
    <message>
        <source>against bytes</source>
        <translation>按字节</translation>
    </message>
    <message>
        <source>Quantization error of the selected layer by bit-width</source>
        <translation>所选层在各位宽下的量化误差</translation>
    </message>
    <message>
        <source>error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Draw the curves over the bytes of the layer: PWLQ stores one more bit per weight for its region, DSConv a scale for every block, so equal bits are not equal bytes</source>
        <translation>以层的字节数为横轴绘制曲线：PWLQ 每个权重多存一位区域标记，DSConv 每块存一个缩放因子，因此位数相同并不意味着字节数相同</translation>
    </message>
    <message>
        <source>Curves against bytes instead of bits</source>
        <translation>曲线以字节而非位数为横轴</translation>
    </message>
    <message>
        <source>Compare solvers</source>
        <translation>比较求解器</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>位</translation>
    </message>
    <message>
        <source>%1 at %2: SQNR %3</source>
        <translation>%1，%2：SQNR %3</translation>
    </message>
    <message>
        <source>, %1 bits per weight including everything stored</source>
        <translation>，含全部存储内容每权重 %1 位</translation>
    </message>
    <message>
        <source>Solvers compared</source>
        <translation>已比较求解器</translation>
    </message>
</context>
<context>
    <name>bitprism::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>There is no front yet: run a search first.</source>
        <translation>尚无前沿：请先运行搜索。</translation>
    </message>
    <message>
        <source>Exactly %1.</source>
        <translation>恰为 %1。</translation>
    </message>
    <message>
        <source>&amp;%1 network</source>
        <translation>&amp;%1 网络</translation>
    </message>
    <message>
        <source>P&amp;lan</source>
        <translation>方案(&amp;L)</translation>
    </message>
    <message>
        <source>The bit-width and scheme of every layer as JSON, with the preprocessing and the measurements.</source>
        <translation>以 JSON 保存每层的位宽和量化设置，以及预处理和测量结果。</translation>
    </message>
    <message>
        <source>Front as ta&amp;ble</source>
        <translation>前沿表格(&amp;B)</translation>
    </message>
    <message>
        <source>Quality, size and bits of its points as CSV (%1).</source>
        <translation>以 CSV 保存各点的质量、大小和位宽 (%1)。</translation>
    </message>
    <message>
        <source>Front as p&amp;icture</source>
        <translation>前沿图片(&amp;I)</translation>
    </message>
    <message>
        <source>The plot as PNG, SVG or PDF.</source>
        <translation>以 PNG、SVG 或 PDF 保存图表。</translation>
    </message>
    <message>
        <source>Choose file...</source>
        <translation>选择文件...</translation>
    </message>
    <message>
        <source>%1 networks (%2)</source>
        <translation>%1 网络 (%2)</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>方案 (*.json)</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>图片 (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>Copy command line</source>
        <translation>复制命令行</translation>
    </message>
    <message>
        <source>Copy the command that exports this, ready for a shell</source>
        <translation>复制执行此导出的命令，可直接用于 shell</translation>
    </message>
    <message>
        <source>Tar&amp;get</source>
        <translation>目标(&amp;G)</translation>
    </message>
    <message>
        <source>%1 reads ONNX only</source>
        <translation>%1 只读取 ONNX</translation>
    </message>
    <message>
        <source>Weights as safetensor&amp;s</source>
        <translation>权重存为 safetensors(&amp;S)</translation>
    </message>
    <message>
        <source>Codes with their scales and zero points, tensors only: for programs that have the network themselves.</source>
        <translation>编码及其缩放因子和零点，仅张量：供自带网络的程序使用。</translation>
    </message>
    <message>
        <source>Weights (*.safetensors)</source>
        <translation>权重 (*.safetensors)</translation>
    </message>
</context>
<context>
    <name>bitprism::FilesDialog</name>
    <message>
        <source>Log and files</source>
        <translation>日志和文件</translation>
    </message>
    <message>
        <source>the folder cannot be written</source>
        <translation>该文件夹不可写</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>files opened, work finished, failures</source>
        <translation>打开的文件、完成的工作、失败记录</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>searches that were not saved elsewhere</source>
        <translation>未另行保存的搜索</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>unsaved edits, offered again after a crash</source>
        <translation>未保存的编辑，崩溃后会再次提供</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>checkpoints of unfinished trainings</source>
        <translation>未完成训练的检查点</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>偏好设置</translation>
    </message>
    <message>
        <source>layout, theme, recent files</source>
        <translation>布局、主题、最近的文件</translation>
    </message>
</context>
<context>
    <name>bitprism::FindingCard</name>
    <message>
        <source>Solved</source>
        <translation>已解决</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Select this layer in all panels</source>
        <translation>在所有面板中选择此层</translation>
    </message>
    <message>
        <source>Do not list this finding again while this network is open</source>
        <translation>此网络打开期间不再列出此项发现</translation>
    </message>
    <message>
        <source>Expected gain: %1</source>
        <translation>预期收益：%1</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation>修复：%1</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>显示：%1</translation>
    </message>
    <message>
        <source>Ignore: %1</source>
        <translation>忽略：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::FindingsView</name>
    <message>
        <source>Fix all</source>
        <translation>全部修复</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Mend all that a plan can mend, as one step to undo</source>
        <translation>修复方案能修复的一切，可一步撤销</translation>
    </message>
    <message>
        <source>List ignored findings again</source>
        <translation>重新列出已忽略的发现</translation>
    </message>
    <message>
        <source>All is well: nothing was found that would be worth a change.</source>
        <translation>一切正常：未发现值得更改之处。</translation>
    </message>
    <message>
        <source>Checked:</source>
        <translation>已检查：</translation>
    </message>
    <message>
        <source>Show 1 ignored</source>
        <translation>显示 1 项已忽略</translation>
    </message>
    <message>
        <source>Show %1 ignored</source>
        <translation>显示 %1 项已忽略</translation>
    </message>
</context>
<context>
    <name>bitprism::FrontPanel</name>
    <message>
        <source>preparing a search</source>
        <translation>正在准备搜索</translation>
    </message>
    <message>
        <source>Drop a network here, open one (Ctrl+O) or open the example (Ctrl+Shift+O)</source>
        <translation>将网络拖放到此处，或打开网络 (Ctrl+O)，或打开示例 (Ctrl+Shift+O)</translation>
    </message>
    <message>
        <source>Preparing the search</source>
        <translation>正在准备搜索</translation>
    </message>
    <message>
        <source>Start a search (Ctrl+R) to see the quality reachable at each size</source>
        <translation>开始搜索 (Ctrl+R) 以查看各大小下可达到的质量</translation>
    </message>
    <message>
        <source>Trial %1 was measured after training (%2). This is its plan with the current weights: train it (Ctrl+T), or export the point from its session on the command line.</source>
        <translation>试验 %1 是在训练后测量的 (%2)。此为其方案配以当前权重：可训练 (Ctrl+T)，或在命令行从其会话导出该点。</translation>
    </message>
    <message>
        <source>plan of trial %1</source>
        <translation>试验 %1 的方案</translation>
    </message>
    <message>
        <source>best predicted plan</source>
        <translation>预测的最佳方案</translation>
    </message>
    <message>
        <source>Compare with a session</source>
        <translation>与会话比较</translation>
    </message>
    <message>
        <source>Sessions (*.bitprism);;All files (*)</source>
        <translation>会话 (*.bitprism);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1，%2 / %3</translation>
    </message>
    <message>
        <source>%1 evaluations · %2 on the front</source>
        <translation>%1 次评估 · %2 个在前沿上</translation>
    </message>
    <message>
        <source> · %1 selected</source>
        <translation> · 已选 %1 个</translation>
    </message>
    <message>
        <source>%1
The float network and uniform bits come first; then start a search (Ctrl+R)</source>
        <translation>%1
先是浮点网络和统一位宽；然后开始搜索 (Ctrl+R)</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%2 中的 %1</translation>
    </message>
    <message>
        <source>%1 %2 at %3</source>
        <translation>%1 %2，大小 %3</translation>
    </message>
    <message>
        <source>Trial %1 of %2 was measured after training: %3. Its plan alone does not have this quality, so only its figures are compared.</source>
        <translation>%2 的试验 %1 是在训练后测量的：%3。仅凭其方案达不到此质量，因此只比较数值。</translation>
    </message>
    <message>
        <source>Trial %1 of %2 is of another network, %3: %4. Its figures can be compared with this front, its plan cannot be used here.</source>
        <translation>%2 的试验 %1 属于另一网络 %3：%4。其数值可与此前沿比较，但其方案不能在此使用。</translation>
    </message>
    <message>
        <source>%1, trial %2</source>
        <translation>%1，试验 %2</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation>%1与%2</translation>
    </message>
    <message>
        <source>Open images (Ctrl+I) to measure the quality of plans,
or use made images (tool bar) to compare plans with float</source>
        <translation>打开图像 (Ctrl+I) 以测量方案的质量，
或使用生成图像（工具栏）将方案与浮点网络比较</translation>
    </message>
    <message>
        <source>No longer show the front of %1</source>
        <translation>不再显示 %1 的前沿</translation>
    </message>
</context>
<context>
    <name>bitprism::FrontTip</name>
    <message>
        <source>trial %1 · %2</source>
        <translation>试验 %1 · %2</translation>
    </message>
    <message>
        <source> · unseen images %1</source>
        <translation> · 未见图像 %1</translation>
    </message>
    <message>
        <source>why: %1</source>
        <translation>原因：%1</translation>
    </message>
    <message>
        <source>expected: %1 ± %2</source>
        <translation>预期：%1 ± %2</translation>
    </message>
    <message>
        <source>%1 %2 · %3</source>
        <translation>%1 %2 · %3</translation>
    </message>
</context>
<context>
    <name>bitprism::FrontTools</name>
    <message>
        <source>What an evaluation cost and saw: its images and epochs</source>
        <translation>评估的代价和所用数据：图像和轮数</translation>
    </message>
    <message>
        <source>The method of most layers of a plan</source>
        <translation>方案中多数层所用的方法</translation>
    </message>
    <message>
        <source>When a plan was tried: five ages of equally many trials</source>
        <translation>方案的尝试时间：五个时段，试验数相等</translation>
    </message>
    <message>
        <source>This session, and the evaluations of those compared with it</source>
        <translation>本会话，以及与其比较的会话的评估</translation>
    </message>
    <message>
        <source>Colours and legend of the front</source>
        <translation>前沿的颜色和图例</translation>
    </message>
    <message>
        <source>What colours and shapes of dots tell, and which entries of the legend are hidden; a click on an entry hides or shows it too</source>
        <translation>点的颜色和形状的含义，以及隐藏了哪些图例项；单击图例项也可隐藏或显示</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Select evaluations with a rectangle</source>
        <translation>用矩形选择评估</translation>
    </message>
    <message>
        <source>Drag a rectangle to list its evaluations under Trials (S). Without this mode: drag with Shift. Ctrl adds, Ctrl+click adds one, Esc lists all again</source>
        <translation>拖出矩形，在“试验”中列出其中的评估 (S)。不用此模式时：按住 Shift 拖动。Ctrl 为追加，Ctrl+单击追加一个，Esc 重新列出全部</translation>
    </message>
    <message>
        <source>Knee</source>
        <translation>拐点</translation>
    </message>
    <message>
        <source>Go to the knee of the front</source>
        <translation>转到前沿的拐点</translation>
    </message>
    <message>
        <source>Select the knee of the front (K): the point farthest above the straight line between its two ends, both axes scaled to its extent (Das 1999). Below it accuracy falls quickly; above it more memory buys little. A nearly straight front has none. Enter loads the plan</source>
        <translation>选择前沿的拐点 (K)：两轴按其范围缩放后，高出两端连线最远的点 (Das 1999)。低于它，准确率迅速下降；高于它，更多内存收效甚微。近乎直线的前沿没有拐点。回车键载入方案</translation>
    </message>
    <message>
        <source>Colour: %1</source>
        <translation>颜色：%1</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>着色依据</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Hide or show these in the plot</source>
        <translation>在图表中隐藏或显示</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Bit operations</source>
        <translation>位运算</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Cost on the axis of the front</source>
        <translation>前沿横轴上的代价</translation>
    </message>
    <message>
        <source>What a plan costs, from left to right, and what the budget bounds: memory, bit operations for one image, or latency where times of the layers are known</source>
        <translation>方案的代价，从左到右，也是预算所限制的：内存、一张图像的位运算，或在已知各层耗时处的延迟</translation>
    </message>
</context>
<context>
    <name>bitprism::FrontView</name>
    <message>
        <source>Accuracy against memory</source>
        <translation>准确率与内存</translation>
    </message>
    <message>
        <source>front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>%1 ± %2 · %3</source>
        <translation>%1 ± %2 · %3</translation>
    </message>
    <message>
        <source>the best plan predicted within the budget</source>
        <translation>预算内预测最佳的方案</translation>
    </message>
    <message>
        <source>never tried; a click loads it</source>
        <translation>从未尝试；单击即可载入</translation>
    </message>
    <message>
        <source>Every evaluation is a dot; left and right go along the front, K goes to its knee, Enter loads the plan. The panel Trials is the table behind the plot.</source>
        <translation>每次评估为一个点；左右键沿前沿移动，K 转到拐点，回车键载入方案。“试验”面板是图表对应的表格。</translation>
    </message>
    <message>
        <source>Click hides or shows these</source>
        <translation>单击可隐藏或显示</translation>
    </message>
    <message>
        <source>the knee of the front: before it accuracy falls fast, after it memory buys little</source>
        <translation>前沿的拐点：之前准确率迅速下降，之后增加内存收效甚微</translation>
    </message>
    <message>
        <source>session %1; a click pins its plan to compare</source>
        <translation>会话 %1；单击可固定其方案以供比较</translation>
    </message>
    <message>
        <source>session %1 of another network, %2: only figures compare</source>
        <translation>会话 %1 属于另一网络 %2：仅数值可比较</translation>
    </message>
</context>
<context>
    <name>bitprism::GraphExplorer</name>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Show texts in the window&apos;s font (1)</source>
        <translation>以窗口字体显示文本 (1)</translation>
    </message>
    <message>
        <source>Properties of the node</source>
        <translation>节点属性</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find in the graph</source>
        <translation>在图中查找</translation>
    </message>
    <message>
        <source>Marks nodes with all these words in their name or kind; Enter goes to the next, Shift+Enter to the previous</source>
        <translation>标出名称或类型中含全部这些词的节点；回车键转到下一个，Shift+回车键转到上一个</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Colour layers by</source>
        <translation>层的着色依据</translation>
    </message>
    <message>
        <source>What colours the layers: their bits, how sensitive the network is to them, or their error</source>
        <translation>层的着色依据：位宽、网络对其的敏感度或误差</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show more of the graph (-)</source>
        <translation>显示图的更多部分 (-)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show less of the graph, larger (+)</source>
        <translation>显示较少部分，但更大 (+)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应</translation>
    </message>
    <message>
        <source>Fit the graph</source>
        <translation>使图适应窗口</translation>
    </message>
    <message>
        <source>Show all of the graph (F)</source>
        <translation>显示整个图 (F)</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>找到 %1 个</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>bitprism::GraphPanel</name>
    <message>
        <source>laying out the graph</source>
        <translation>正在布局图</translation>
    </message>
    <message>
        <source>Laying out the graph…</source>
        <translation>正在布局图…</translation>
    </message>
    <message>
        <source>No network is open</source>
        <translation>尚未打开网络</translation>
    </message>
    <message>
        <source>%1 nodes · %2 edges</source>
        <translation>%1 个节点 · %2 条边</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>This file holds weights without a graph</source>
        <translation>此文件只有权重，没有计算图</translation>
    </message>
</context>
<context>
    <name>bitprism::GraphView</name>
    <message>
        <source>Graph of the network</source>
        <translation>网络的计算图</translation>
    </message>
    <message>
        <source>Drag to move, turn the wheel to zoom; arrow keys follow edges, F fits, 1 is the actual size</source>
        <translation>拖动以移动，滚轮缩放；方向键沿边移动，F 适应窗口，1 为实际大小</translation>
    </message>
    <message>
        <source>graph</source>
        <translation>graph</translation>
    </message>
</context>
<context>
    <name>bitprism::GuideView</name>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>搜索指南</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
</context>
<context>
    <name>bitprism::GuideWindow</name>
    <message>
        <source>BitPrism users&apos; guide</source>
        <translation>BitPrism 用户指南</translation>
    </message>
    <message>
        <source>%1 — BitPrism users&apos; guide</source>
        <translation>%1 — BitPrism 用户指南</translation>
    </message>
</context>
<context>
    <name>bitprism::HelpMenu</name>
    <message>
        <source>layer %1 · %2 bits</source>
        <translation>第 %1 层 · %2 位</translation>
    </message>
    <message>
        <source>Open a network or the example first: the tour explains their panels.</source>
        <translation>请先打开网络或示例：导览会介绍它们的面板。</translation>
    </message>
    <message>
        <source>The users&apos; guide is not there: expected it in &apos;%1&apos;.</source>
        <translation>找不到用户指南：应位于“%1”。</translation>
    </message>
</context>
<context>
    <name>bitprism::HistoryDialog</name>
    <message>
        <source>History of edits</source>
        <translation>编辑历史</translation>
    </message>
    <message>
        <source>before the first edit</source>
        <translation>第一次编辑之前</translation>
    </message>
    <message>
        <source>A click goes back to the plan after this edit, or forward</source>
        <translation>单击即返回或前进到此次编辑之后的方案</translation>
    </message>
</context>
<context>
    <name>bitprism::InputForm</name>
    <message>
        <source>Bits of the input</source>
        <translation>输入的位宽</translation>
    </message>
    <message>
        <source>Nothing is rounded. Bits below float quantize the layer&apos;s input.</source>
        <translation>不做舍入。选择低于浮点的位宽即可量化该层的输入。</translation>
    </message>
    <message>
        <source>Bit-width of the layer&apos;s input</source>
        <translation>层输入的位宽</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>as weights</source>
        <translation>与权重相同</translation>
    </message>
    <message>
        <source>Method of the input</source>
        <translation>输入的量化方法</translation>
    </message>
    <message>
        <source>How values become codes: equal steps, two pieces, or integers with shared exponents</source>
        <translation>数值如何变为编码：等步长、两段，或共享指数的整数</translation>
    </message>
    <message>
        <source>Range of the input</source>
        <translation>输入的范围</translation>
    </message>
    <message>
        <source>How the clipping range is chosen from calibration images</source>
        <translation>如何根据校准图像选取截断范围</translation>
    </message>
    <message>
        <source>this method</source>
        <translation>此方法</translation>
    </message>
    <message>
        <source>no range</source>
        <translation>无范围</translation>
    </message>
</context>
<context>
    <name>bitprism::JobRow</name>
    <message>
        <source>Progress of: %1</source>
        <translation>进度：%1</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume: %1</source>
        <translation>继续：%1</translation>
    </message>
    <message>
        <source>Pause: %1</source>
        <translation>暂停：%1</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>It ends as soon as it can</source>
        <translation>会尽快结束</translation>
    </message>
    <message>
        <source>Cancel this work</source>
        <translation>取消此工作</translation>
    </message>
    <message>
        <source>Stopping: %1</source>
        <translation>正在停止：%1</translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation>取消：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::JobsView</name>
    <message>
        <source> %1 of %2</source>
        <translation> %1 / %2</translation>
    </message>
    <message>
        <source>, paused</source>
        <translation>，已暂停</translation>
    </message>
    <message>
        <source>Running work</source>
        <translation>正在进行的工作</translation>
    </message>
    <message>
        <source>Show all running work</source>
        <translation>显示所有正在进行的工作</translation>
    </message>
    <message>
        <source>All running work</source>
        <translation>所有正在进行的工作</translation>
    </message>
    <message>
        <source>+ %1 more</source>
        <translation>另有 %1 项</translation>
    </message>
    <message>
        <source>Show the workers</source>
        <translation>显示工作进程</translation>
    </message>
</context>
<context>
    <name>bitprism::LatencyMeasuring</name>
    <message>
        <source>Measuring latency</source>
        <translation>正在测量延迟</translation>
    </message>
    <message>
        <source>Latency is measured in ONNX Runtime, which was not found: install it, or name libonnxruntime.so.1 or its folder in the environment variable BITPRISM_ONNXRUNTIME.</source>
        <translation>延迟在 ONNX Runtime 中测量，但没有找到它：请安装，或在环境变量 BITPRISM_ONNXRUNTIME 中指明 libonnxruntime.so.1 或其文件夹。</translation>
    </message>
    <message>
        <source>The float network takes %1 in %2; predictions of mixed plans differ from their measured times by %3. Latency can now be chosen on the axis of the front and as the cost of a search.</source>
        <translation>浮点网络在 %2 中耗时 %1；混合方案的预测与实测时间相差 %3。现在可在前沿图的轴上以及作为搜索的成本选择延迟。</translation>
    </message>
    <message>
        <source>The times are forgotten when the window closes: %1</source>
        <translation>关闭窗口后这些时间不再保留：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::LayerInputs</name>
    <message>
        <source>AdaRound, GPTQ and the output gain need layer inputs: open images first (Ctrl+I)</source>
        <translation>AdaRound、GPTQ 和输出增益需要层的输入：请先打开图像 (Ctrl+I)</translation>
    </message>
    <message>
        <source>measuring layer inputs</source>
        <translation>正在测量层的输入</translation>
    </message>
    <message>
        <source>choosing methods</source>
        <translation>正在选择方法</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersDelegate</name>
    <message>
        <source>Tie</source>
        <translation>绑定</translation>
    </message>
    <message>
        <source>Range of bits</source>
        <translation>位宽范围</translation>
    </message>
    <message>
        <source>Bit-width</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Bit-width of the input</source>
        <translation>输入的位宽</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersModel</name>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>not locked</source>
        <translation>未锁定</translation>
    </message>
    <message>
        <source>Place in execution order</source>
        <translation>在执行顺序中的位置</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Name in the file</source>
        <translation>文件中的名称</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Shape of the weights</source>
        <translation>权重的形状</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Number of weights</source>
        <translation>权重的数量</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Bit-width; type 1 to 8, + and - step</source>
        <translation>位宽；键入 1 到 8，+ 和 - 逐级增减</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Bit-width of the layer&apos;s input (needs images)</source>
        <translation>层输入的位宽（需要图像）</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>How the weights are quantized; double-click to choose (Ctrl+M)</source>
        <translation>权重的量化方式；双击选择 (Ctrl+M)</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Signal-to-quantization-noise ratio of the weights</source>
        <translation>权重的信号与量化噪声比</translation>
    </message>
    <message>
        <source>SQNR dB</source>
        <translation>SQNR dB</translation>
    </message>
    <message>
        <source>Bytes of this layer in the packed file</source>
        <translation>该层在打包文件中的字节数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>KL to the float network when only this layer is quantized like this (log scale)</source>
        <translation>仅该层如此量化时与浮点网络的 KL 散度（对数刻度）</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>Minimum and maximum bits in searches, such as 4-8, 4- or -6; empty: no bounds</source>
        <translation>搜索中的最小和最大位宽，如 4-8、4- 或 -6；空：不限</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Layers with the same letter share one bit-width; empty: none</source>
        <translation>字母相同的层共用一个位宽；空：无</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>绑定</translation>
    </message>
    <message>
        <source>Locked layers keep their bits in edits and searches (L)</source>
        <translation>锁定的层在编辑和搜索中保持其位宽 (L)</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>half float</source>
        <translation>半精度</translation>
    </message>
    <message>
        <source>auto: %1</source>
        <translation>自动：%1</translation>
    </message>
    <message>
        <source>%1 nats of KL when only this layer has %2</source>
        <translation>仅该层为 %2 时 KL 为 %1 nat</translation>
    </message>
    <message>
        <source>Not measured for %1 at %2</source>
        <translation>%1 在 %2 下未测量</translation>
    </message>
    <message>
        <source>Locked: edits and searches keep its bits</source>
        <translation>已锁定：编辑和搜索保持其位宽</translation>
    </message>
    <message>
        <source>Click or press L to lock</source>
        <translation>单击或按 L 锁定</translation>
    </message>
    <message>
        <source>%1 (%2), %3
%4 weights, %5, %6</source>
        <translation>%1 (%2)，%3
%4 个权重，%5，%6</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersPanel</name>
    <message>
        <source>%1 · %2 weights</source>
        <translation>%1 · %2 个权重</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersView</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter layers</source>
        <translation>筛选层</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Shows only layers with all of these words in their name, kind, shape (1x1), bits or method (Ctrl+F)</source>
        <translation>只显示名称、类型、形状 (1x1)、位宽或方法中含全部这些词的层 (Ctrl+F)</translation>
    </message>
</context>
<context>
    <name>bitprism::LeavingQuestion</name>
    <message>
        <source>Close BitPrism?</source>
        <translation>关闭 BitPrism？</translation>
    </message>
    <message>
        <source>Save before opening another?</source>
        <translation>打开另一个之前保存？</translation>
    </message>
    <message>
        <source>Open another?</source>
        <translation>打开另一个？</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>放弃(&amp;D)</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
</context>
<context>
    <name>bitprism::MainWindow</name>
    <message>
        <source>opened %1</source>
        <translation>已打开 %1</translation>
    </message>
    <message>
        <source>a search ended after %1 evaluations</source>
        <translation>一次搜索在 %1 次评估后结束</translation>
    </message>
    <message>
        <source>&amp;Go to panel</source>
        <translation>转到面板(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>About BitPrism</source>
        <translation>关于 BitPrism</translation>
    </message>
    <message>
        <source>&lt;b&gt;BitPrism %1&lt;/b&gt;&lt;p&gt;See, tune, search and export the bit-widths of trained networks.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;</source>
        <translation>&lt;b&gt;BitPrism %1&lt;/b&gt;&lt;p&gt;查看、调整、搜索并导出已训练网络的位宽。&lt;/p&gt;&lt;p&gt;自由软件，遵循 GNU 通用公共许可证第 3 版或更高版本。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>bitprism::MapsPanel</name>
    <message>
        <source>Open images first (Ctrl+I): maps are measured on them</source>
        <translation>请先打开图像 (Ctrl+I)：特征图据此测量</translation>
    </message>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>请先打开网络 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Activation maps</source>
        <translation>激活图</translation>
    </message>
</context>
<context>
    <name>bitprism::MapsView</name>
    <message>
        <source>▶ Measure</source>
        <translation>▶ 测量</translation>
    </message>
    <message>
        <source>Memory of one image&apos;s activations over depth</source>
        <translation>单张图像的激活内存随深度的变化</translation>
    </message>
    <message>
        <source>activation-memory</source>
        <translation>activation-memory</translation>
    </message>
    <message>
        <source>Bits per value under each code</source>
        <translation>各编码下每个值的位数</translation>
    </message>
    <message>
        <source>codes</source>
        <translation>codes</translation>
    </message>
    <message>
        <source>Activation maps</source>
        <translation>激活图</translation>
    </message>
    <message>
        <source>%1-bit codes</source>
        <translation>%1 位编码</translation>
    </message>
    <message>
        <source>Bits of a code</source>
        <translation>编码的位数</translation>
    </message>
    <message>
        <source>Bit-width to which activations are rounded before lossless coding</source>
        <translation>无损编码前激活舍入到的位宽</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>激活图</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位</translation>
    </message>
    <message>
        <source>× fp32</source>
        <translation>× fp32</translation>
    </message>
    <message>
        <source>Maps</source>
        <translation>激活图</translation>
    </message>
    <message>
        <source>Bits per value in the stream, each block in its best code, headers included</source>
        <translation>码流中每个值的位数，每块取最佳编码，含头部</translation>
    </message>
    <message>
        <source>under the plan</source>
        <translation>按方案</translation>
    </message>
    <message>
        <source>coded</source>
        <translation>编码后</translation>
    </message>
    <message>
        <source>bits per value</source>
        <translation>每个值的位数</translation>
    </message>
    <message>
        <source>%1 images · %2 zeros · %3 smaller than floats</source>
        <translation>%1 张图像 · %2 为零 · 比浮点小 %3</translation>
    </message>
    <message>
        <source>Run images through the network and code the outputs of its ReLUs</source>
        <translation>让图像通过网络，并对其 ReLU 的输出编码</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>The number of zeros in each map, and its size after entropy coding, are measured on images (▶ Measure).</source>
        <translation>每个激活图中零的数量及其熵编码后的大小通过图像测量（▶ 测量）。</translation>
    </message>
    <message>
        <source>%1 times smaller than raw codes</source>
        <translation>为原始编码的 1/%1</translation>
    </message>
    <message>
        <source>all maps</source>
        <translation>全部激活图</translation>
    </message>
    <message>
        <source>operators in order</source>
        <translation>按顺序的算子</translation>
    </message>
    <message>
        <source>KiB alive</source>
        <translation>存活 KiB</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>Rice</source>
        <translation>Rice</translation>
    </message>
    <message>
        <source>EG</source>
        <translation>EG</translation>
    </message>
    <message>
        <source>ZVC</source>
        <translation>ZVC</translation>
    </message>
    <message>
        <source>SEG</source>
        <translation>SEG</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>码流</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>The memory of one image&apos;s activations over depth will be drawn here.</source>
        <translation>这里将绘出单张图像的激活内存随深度的变化。</translation>
    </message>
    <message>
        <source>Bits per value under each code will be drawn here.</source>
        <translation>这里将绘出各编码下每个值的位数。</translation>
    </message>
</context>
<context>
    <name>bitprism::MethodCurves</name>
    <message>
        <source>comparing solvers</source>
        <translation>正在比较求解器</translation>
    </message>
</context>
<context>
    <name>bitprism::MethodForm</name>
    <message>
        <source>range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>How the clipping range is chosen</source>
        <translation>如何选取截断范围</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>百分位</translation>
    </message>
    <message>
        <source>Share of the weights inside the range, in percent</source>
        <translation>范围内权重所占的百分比</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>对称</translation>
    </message>
    <message>
        <source>Scales without zero points</source>
        <translation>缩放因子不带零点</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>For every layer and bit-width the method with the least predicted damage among those that need no more bytes: judged by the layer&apos;s outputs if images are open, otherwise by the weights</source>
        <translation>对每层和每个位宽，在不增加字节数的方法中选取预测损害最小者：已打开图像时按层的输出判断，否则按权重判断</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>How the weights are quantized (Ctrl+M)</source>
        <translation>权重的量化方式 (Ctrl+M)</translation>
    </message>
    <message>
        <source>Granularity</source>
        <translation>粒度</translation>
    </message>
    <message>
        <source>One scale per output channel, or one for the layer</source>
        <translation>每个输出通道一个缩放因子，或整层一个</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>校正</translation>
    </message>
    <message>
        <source>Statistic of each output channel that is restored after rounding</source>
        <translation>舍入后为每个输出通道恢复的统计量</translation>
    </message>
    <message>
        <source>Best here</source>
        <translation>此处最佳</translation>
    </message>
    <message>
        <source>Choose the method with the smallest error for this layer at its bits, within its current bytes (Ctrl+B)</source>
        <translation>在不超过当前字节数的前提下，为该层在其位宽下选择误差最小的方法 (Ctrl+B)</translation>
    </message>
    <message>
        <source>Best method for this layer at these bits</source>
        <translation>此位宽下该层的最佳方法</translation>
    </message>
    <message>
        <source>In the same bytes</source>
        <translation>字节数相同</translation>
    </message>
    <message>
        <source>In any number of bytes</source>
        <translation>字节数不限</translation>
    </message>
    <message>
        <source>Best method here</source>
        <translation>此处的最佳方法</translation>
    </message>
</context>
<context>
    <name>bitprism::MethodText</name>
    <message>
        <source>no %1</source>
        <translation>无%1</translation>
    </message>
    <message>
        <source>Auto: %1</source>
        <translation>自动：%1</translation>
    </message>
    <message>
        <source>per tensor</source>
        <translation>逐张量</translation>
    </message>
    <message>
        <source>per channel</source>
        <translation>逐通道</translation>
    </message>
    <message>
        <source>no correction</source>
        <translation>无校正</translation>
    </message>
    <message>
        <source>mean restored</source>
        <translation>恢复均值</translation>
    </message>
    <message>
        <source>mean and deviation</source>
        <translation>均值和标准差</translation>
    </message>
    <message>
        <source>mean and gain</source>
        <translation>均值和增益</translation>
    </message>
    <message>
        <source>mean and output gain</source>
        <translation>均值和输出增益</translation>
    </message>
    <message>
        <source>min-max</source>
        <translation>最小-最大</translation>
    </message>
    <message>
        <source>least squares</source>
        <translation>最小二乘</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>百分位</translation>
    </message>
    <message>
        <source>, with zero points</source>
        <translation>，带零点</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>%1, range by %2, a grid for each of %3 channels</source>
        <translation>%1，范围取%2，%3 个通道各有一个网格</translation>
    </message>
    <message>
        <source>%1, range by %2, break-point %3</source>
        <translation>%1，范围取%2，断点 %3</translation>
    </message>
    <message>
        <source>%1, range by %2</source>
        <translation>%1，范围取%2</translation>
    </message>
    <message>
        <source>as the authors&apos; code</source>
        <translation>同作者代码</translation>
    </message>
    <message>
        <source>bits per channel</source>
        <translation>逐通道位宽</translation>
    </message>
    <message>
        <source>no negative values</source>
        <translation>无负值</translation>
    </message>
    <message>
        <source>reading of the paper</source>
        <translation>论文解读</translation>
    </message>
    <message>
        <source>share of channels split</source>
        <translation>拆分通道的比例</translation>
    </message>
    <message>
        <source>channels per threshold</source>
        <translation>每阈值通道数</translation>
    </message>
    <message>
        <source>channels per scale</source>
        <translation>每缩放因子通道数</translation>
    </message>
</context>
<context>
    <name>bitprism::NetworkAnalysis</name>
    <message>
        <source>checking the preprocessing</source>
        <translation>正在检查预处理</translation>
    </message>
    <message>
        <source>measuring the float network</source>
        <translation>正在测量浮点网络</translation>
    </message>
    <message>
        <source>measuring uniform bits</source>
        <translation>正在测量统一位宽</translation>
    </message>
    <message>
        <source>measuring input ranges</source>
        <translation>正在测量输入范围</translation>
    </message>
    <message>
        <source>measuring layer inputs</source>
        <translation>正在测量层的输入</translation>
    </message>
    <message>
        <source>choosing methods</source>
        <translation>正在选择方法</translation>
    </message>
    <message>
        <source>measuring sensitivities</source>
        <translation>正在测量敏感度</translation>
    </message>
</context>
<context>
    <name>bitprism::NetworkOpener</name>
    <message>
        <source>Open a network first, then drop its images.</source>
        <translation>请先打开网络，再拖放其图像。</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>Run this program?</source>
        <translation>运行此程序？</translation>
    </message>
    <message>
        <source>%1 is a program.</source>
        <translation>%1 是一个程序。</translation>
    </message>
    <message>
        <source>Like every TorchScript archive, it contains code, which runs when the network is read. The code was checked and only computes, and it runs isolated, unable to change anything. You will not be asked about this file again.</source>
        <translation>与所有 TorchScript 存档一样，它包含读取网络时会运行的代码。该代码已经过检查，只做计算，并在隔离环境中运行，无法更改任何内容。此文件不会再次询问。</translation>
    </message>
    <message>
        <source>%1
SHA-256 %2</source>
        <translation>%1
SHA-256 %2</translation>
    </message>
    <message>
        <source>&amp;Run it</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>%1 was not opened.</source>
        <translation>未打开 %1。</translation>
    </message>
    <message>
        <source>Open a network</source>
        <translation>打开网络</translation>
    </message>
    <message>
        <source>Networks and sessions (%1 *.bitprism);;All files (*)</source>
        <translation>网络和会话 (%1 *.bitprism);;所有文件 (*)</translation>
    </message>
    <message>
        <source>example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Open this network or session again</source>
        <translation>再次打开此网络或会话</translation>
    </message>
    <message>
        <source>&amp;Clear list</source>
        <translation>清空列表(&amp;C)</translation>
    </message>
    <message>
        <source>reading a network to compare</source>
        <translation>正在读取用于比较的网络</translation>
    </message>
    <message>
        <source>Open or compare?</source>
        <translation>打开还是比较？</translation>
    </message>
    <message>
        <source>%1 is a session.</source>
        <translation>%1 是一个会话。</translation>
    </message>
    <message>
        <source>Open its network and its search instead of this one, or draw its front beside this one?</source>
        <translation>要打开其网络和搜索以取代当前的，还是将其前沿绘制在当前前沿旁边？</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Use these weights here?</source>
        <translation>在此使用这些权重？</translation>
    </message>
    <message>
        <source>%1 holds weights without a network.</source>
        <translation>%1 只有权重，没有网络。</translation>
    </message>
    <message>
        <source>Give them to the open network in place of its own, matched by name and shape, or open the file alone?</source>
        <translation>按名称和形状对应，用它们替换已打开网络自身的权重，还是单独打开此文件？</translation>
    </message>
    <message>
        <source>&amp;Use here</source>
        <translation>在此使用(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Open alone</source>
        <translation>单独打开(&amp;O)</translation>
    </message>
    <message>
        <source>Use weights from a file</source>
        <translation>使用文件中的权重</translation>
    </message>
    <message>
        <source>Files of weights (%1);;All files (*)</source>
        <translation>权重文件 (%1);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>bitprism::NumberText</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 KiB</source>
        <translation>%1 KiB</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>剩余 %1 秒</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>剩余约 %1 分钟</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>剩余约 %1 小时</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>1 bit</source>
        <translation>1 位</translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation>%1 位</translation>
    </message>
    <message>
        <source>MiB</source>
        <translation>MiB</translation>
    </message>
    <message>
        <source>KiB</source>
        <translation>KiB</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>bitprism::OfferBar</name>
    <message>
        <source>Offer</source>
        <translation>建议</translation>
    </message>
</context>
<context>
    <name>bitprism::PinnedPlans</name>
    <message>
        <source>pin %1</source>
        <translation>固定 %1</translation>
    </message>
    <message>
        <source>rename pin %1 to %2</source>
        <translation>将固定项 %1 重命名为 %2</translation>
    </message>
    <message>
        <source>remove pin %1</source>
        <translation>移除固定项 %1</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanBudget</name>
    <message>
        <source>plan for %1</source>
        <translation>%1 的方案</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanEditor</name>
    <message>
        <source>%1: the input of this layer is not measured, and %2 needs it: choose another method</source>
        <translation>%1：该层的输入尚未测量，而 %2 需要它：请选择其他方法</translation>
    </message>
    <message>
        <source>This layer stays float: give it 1 to 8 bits to choose a method.</source>
        <translation>该层保持浮点：设为 1 到 8 位后才能选择方法。</translation>
    </message>
    <message>
        <source>ranges of inputs</source>
        <translation>输入的范围</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanFiles</name>
    <message>
        <source>Wrote %1: %2. Read back and run: its outputs differ by at most %3 of the largest.</source>
        <translation>已写入 %1：%2。已读回并运行：其输出与原值之差至多为最大值的 %3。</translation>
    </message>
    <message>
        <source>Open a plan</source>
        <translation>打开方案</translation>
    </message>
    <message>
        <source>load a plan</source>
        <translation>载入方案</translation>
    </message>
    <message>
        <source>Save the plan</source>
        <translation>保存方案</translation>
    </message>
    <message>
        <source>Export the trained network</source>
        <translation>导出训练后的网络</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Wrote %1.</source>
        <translation>已写入 %1。</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>The file is slower than the float network in %1.</source>
        <translation>该文件在 %1 中比浮点网络慢。</translation>
    </message>
    <message>
        <source>In %1 on %2 images: %3 %4.</source>
        <translation>在 %1 中，%2 张图像：%3 %4。</translation>
    </message>
    <message>
        <source>In %1, batch %2, one thread: %3 a run, float network %4, %5 times as fast.</source>
        <translation>在 %1 中，批大小 %2，单线程：每次运行 %3，浮点网络 %4，速度为其 %5 倍。</translation>
    </message>
    <message>
        <source>ONNX Runtime was not found, so the file was not measured in it.</source>
        <translation>未找到 ONNX Runtime，因此未在其中测量该文件。</translation>
    </message>
    <message>
        <source>The file was written, but not measured in ONNX Runtime: %1</source>
        <translation>文件已写入，但未能在 ONNX Runtime 中测量：%1</translation>
    </message>
    <message>
        <source>Wrote %1: %2. Read back: every weight is the plan&apos;s.</source>
        <translation>已写入 %1：%2。已读回：每个权重都与方案一致。</translation>
    </message>
    <message>
        <source>Wrote %1: %2. Read back and run: its outputs are the plan&apos;s.</source>
        <translation>已写入 %1：%2。已读回并运行：其输出与方案一致。</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanMeasurement</name>
    <message>
        <source>measuring this plan</source>
        <translation>正在测量此方案</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanOptions</name>
    <message>
        <source>options of all layers</source>
        <translation>所有层的选项</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanPictures</name>
    <message>
        <source>%1 σ</source>
        <translation>%1 σ</translation>
    </message>
    <message>
        <source>break-point %1</source>
        <translation>断点 %1</translation>
    </message>
    <message>
        <source>break-point %1: %2</source>
        <translation>断点 %1：%2</translation>
    </message>
    <message>
        <source> Sums of two tensors.</source>
        <translation> 为两个张量之和。</translation>
    </message>
    <message>
        <source> %1 input channels are split.</source>
        <translation> %1 个输入通道被拆分。</translation>
    </message>
    <message>
        <source> %1 pieces, each with its own step; region bits per weight: %2.</source>
        <translation> %1 段，每段有自己的步长；每个权重的区域位数：%2。</translation>
    </message>
    <message>
        <source> A codebook of %1 numbers.</source>
        <translation> 含 %1 个数的码本。</translation>
    </message>
    <message>
        <source>Blocks of %1; shown are %2 of this channel, from the smallest scale (below) to the largest.</source>
        <translation>每块 %1 个；显示该通道中的 %2 块，缩放因子由最小（下方）到最大。</translation>
    </message>
    <message>
        <source>Blocks of %1 with %2 scales; shown are %3, from the smallest (below) to the largest.</source>
        <translation>每块 %1 个，共 %2 个缩放因子；显示其中 %3 个，由最小（下方）到最大。</translation>
    </message>
    <message>
        <source>One grid for the whole layer.</source>
        <translation>整层共用一个网格。</translation>
    </message>
    <message>
        <source>Levels of this channel.</source>
        <translation>该通道的量化级。</translation>
    </message>
    <message>
        <source>Levels of channel %1, the median of %2 scales; every weight in units of its own channel.</source>
        <translation>通道 %1（%2 个缩放因子的中位数）的量化级；每个权重以其所在通道为单位。</translation>
    </message>
    <message>
        <source>Chosen for these bits: %1</source>
        <translation>为此位宽选定：%1</translation>
    </message>
    <message>
        <source>This layer stays float.</source>
        <translation>该层保持浮点。</translation>
    </message>
    <message>
        <source>IEEE half floats: about 11 bits of precision at any magnitude.</source>
        <translation>IEEE 半精度浮点：任何量级下约 11 位精度。</translation>
    </message>
    <message>
        <source>Current weights: a training is running.</source>
        <translation>当前权重：训练正在运行。</translation>
    </message>
    <message>
        <source>T = %1</source>
        <translation>T = %1</translation>
    </message>
    <message>
        <source>This input stays float; %1 % of it is zero.</source>
        <translation>此输入保持浮点；其中 %1% 为零。</translation>
    </message>
    <message>
        <source>%1; %2 % is zero.</source>
        <translation>%1；%2% 为零。</translation>
    </message>
    <message>
        <source> Shown are blocks whose largest value is in the highest octaves; errors depend on neighbouring values.</source>
        <translation> 显示最大值位于最高几个倍频程的块；误差取决于相邻的值。</translation>
    </message>
    <message>
        <source>Unsigned, range by %1; %2 % is zero.</source>
        <translation>无符号，范围取%1；%2% 为零。</translation>
    </message>
    <message>
        <source>Zero point %1, range by %2; %3 % is zero.</source>
        <translation>零点 %1，范围取%2；%3% 为零。</translation>
    </message>
    <message>
        <source>Comparing methods...</source>
        <translation>正在比较各方法...</translation>
    </message>
    <message>
        <source>%1 %2 in %3</source>
        <translation>%1 %2，%3</translation>
    </message>
    <message>
        <source>%1 (current) is the best for its bytes</source>
        <translation>%1（当前）在其字节数下最佳</translation>
    </message>
    <message>
        <source>next %1</source>
        <translation>其次 %1</translation>
    </message>
    <message>
        <source>%1 (current) %2</source>
        <translation>%1（当前）%2</translation>
    </message>
    <message>
        <source>at any size: %1</source>
        <translation>不限大小：%1</translation>
    </message>
    <message>
        <source>Output at %1: %2.</source>
        <translation>输出，%1：%2。</translation>
    </message>
    <message>
        <source>At %1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
</context>
<context>
    <name>bitprism::PreprocessingOffer</name>
    <message>
        <source>&amp;Use mean/std of %1 (predicted accuracy %2)</source>
        <translation>采用 %1 的均值/标准差（预测准确率 %2）(&amp;U)</translation>
    </message>
    <message>
        <source>%1. The preprocessing of the images is probably wrong; nothing else is measured until you answer.</source>
        <translation>%1。图像的预处理很可能有误；在答复之前不再进行其他测量。</translation>
    </message>
    <message>
        <source>&amp;Keep it as it is</source>
        <translation>保持不变(&amp;K)</translation>
    </message>
</context>
<context>
    <name>bitprism::PropertyTable</name>
    <message>
        <source>Property</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
</context>
<context>
    <name>bitprism::Recovery</name>
    <message>
        <source>Unsaved edits cannot be kept for a restart: %1</source>
        <translation>无法为重启保留未保存的编辑：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::RefusedSearch</name>
    <message>
        <source>%1: %2 in the session, %3 now</source>
        <translation>%1：会话中为 %2，现在为 %3</translation>
    </message>
    <message>
        <source>Other settings</source>
        <translation>设置不同</translation>
    </message>
    <message>
        <source>The session %1 of this search was made with other settings.</source>
        <translation>此搜索的会话 %1 是用其他设置创建的。</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>新会话(&amp;N)</translation>
    </message>
    <message>
        <source>Search with the current settings in a new session</source>
        <translation>在新会话中用当前设置搜索</translation>
    </message>
    <message>
        <source>&amp;Fork</source>
        <translation>派生(&amp;F)</translation>
    </message>
    <message>
        <source>Start a new session with the measurements of this one</source>
        <translation>用本会话的测量结果开始新会话</translation>
    </message>
    <message>
        <source>&amp;Use the session&apos;s settings</source>
        <translation>使用会话的设置(&amp;U)</translation>
    </message>
    <message>
        <source>Continue the session with the settings it was made with</source>
        <translation>用创建会话时的设置继续</translation>
    </message>
</context>
<context>
    <name>bitprism::ReportDialog</name>
    <message>
        <source>Measure the effect of every &amp;layer alone</source>
        <translation>逐层单独测量影响(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Compare methods on the whole network</source>
        <translation>在整个网络上比较方法(&amp;C)</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>The report has the front, the layers, the plan and the commands that repeat it. What it measures in addition takes time:</source>
        <translation>报告包含前沿、各层、方案以及可重现它的命令。另外测量的内容需要时间：</translation>
    </message>
    <message>
        <source>It is known already</source>
        <translation>已经测得</translation>
    </message>
    <message>
        <source>One evaluation of each layer, all others stay float</source>
        <translation>每层评估一次，其余各层保持浮点</translation>
    </message>
    <message>
        <source>Names of methods with commas, or all; solvers such as adaround only by name</source>
        <translation>以逗号分隔的方法名，或 all；adaround 等求解器须写明名称</translation>
    </message>
    <message>
        <source>Bits of weights and of the layers&apos; inputs, such as W4A32,W4A8; 32 is float</source>
        <translation>权重和层输入的位宽，例如 W4A32,W4A8；32 为浮点</translation>
    </message>
    <message>
        <source>&amp;Methods</source>
        <translation>方法(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>设置(&amp;S)</translation>
    </message>
    <message>
        <source>Choose file...</source>
        <translation>选择文件...</translation>
    </message>
    <message>
        <source>Evaluations on all images: %1</source>
        <translation>在全部图像上的评估次数：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::ReportFiles</name>
    <message>
        <source>Save a report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>plan of the window</source>
        <translation>窗口的方案</translation>
    </message>
    <message>
        <source>plan of trial %1</source>
        <translation>试验 %1 的方案</translation>
    </message>
    <message>
        <source>Wrote %1 (%2). It opens in every browser.</source>
        <translation>已写入 %1 (%2)。可在任何浏览器中打开。</translation>
    </message>
</context>
<context>
    <name>bitprism::ScopePicker</name>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>this layer</source>
        <translation>此层</translation>
    </message>
    <message>
        <source>selected layers</source>
        <translation>所选层</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>Layers to change</source>
        <translation>要更改的层</translation>
    </message>
    <message>
        <source>Layers that the choices here apply to; locked layers are not changed</source>
        <translation>此处的选择所应用到的层；锁定的层不会更改</translation>
    </message>
    <message>
        <source>Apply the settings shown to all of these layers, as one step to undo</source>
        <translation>将所示设置应用到所有这些层，可一步撤销</translation>
    </message>
    <message>
        <source>Apply to these layers</source>
        <translation>应用到这些层</translation>
    </message>
    <message>
        <source>selected (%1)</source>
        <translation>所选 (%1)</translation>
    </message>
    <message>
        <source>all (%1)</source>
        <translation>全部 (%1)</translation>
    </message>
</context>
<context>
    <name>bitprism::SearchForm</name>
    <message>
        <source>count the peak of activations</source>
        <translation>计入激活峰值</translation>
    </message>
    <message>
        <source>How the next plan is chosen</source>
        <translation>如何选取下一个方案</translation>
    </message>
    <message>
        <source>Total evaluations on all images, including those of earlier runs; cheap ones come on top</source>
        <translation>在全部图像上的评估总数，含以往运行；廉价评估另计</translation>
    </message>
    <message>
        <source>The same seed gives the same trials</source>
        <translation>相同的种子得到相同的试验</translation>
    </message>
    <message>
        <source>Bit-widths that unlocked layers may have, such as 2-8, 2,4,8 or 2-8,16</source>
        <translation>未锁定层可用的位宽，如 2-8、2,4,8 或 2-8,16</translation>
    </message>
    <message>
        <source>Numbers of images, cheap tasks first; the last one counts. 2000:1 trains for an epoch on 2000 of the images chosen in the Train panel</source>
        <translation>图像数量，廉价任务在前；以最后一个为准。2000:1 表示用训练面板中所选图像里的 2000 张训练一轮</translation>
    </message>
    <message>
        <source>Search method</source>
        <translation>搜索方法</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Bit-widths</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>What the search learns from a cheap task: KL needs few images, accuracy is what counts</source>
        <translation>搜索从廉价任务中学到什么：KL 所需图像少，准确率才是目标</translation>
    </message>
    <message>
        <source>What cheap tasks observe</source>
        <translation>廉价任务观测什么</translation>
    </message>
    <message>
        <source>Methods that compete</source>
        <translation>参与竞争的方法</translation>
    </message>
    <message>
        <source>Methods that compete in every layer. None chosen: the plan&apos;s method, and for automatic layers the one with the least predicted damage at each width. Each method uses the plan&apos;s options, otherwise the defaults</source>
        <translation>在每层中竞争的方法。未选择时：采用方案的方法，自动层则在每个位宽下取预测损害最小者。每种方法使用方案的选项，否则使用默认值</translation>
    </message>
    <message>
        <source>Memory is the network plus the peak memory of activations for one image</source>
        <translation>内存为网络加上单张图像激活的峰值内存</translation>
    </message>
    <message>
        <source>Activations count as memory</source>
        <translation>激活计入内存</translation>
    </message>
    <message>
        <source>Search by</source>
        <translation>搜索方式</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Cheap tasks</source>
        <translation>廉价任务</translation>
    </message>
    <message>
        <source>as in the plan</source>
        <translation>与方案相同</translation>
    </message>
    <message>
        <source>%1 methods</source>
        <translation>%1 种方法</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>%1 takes codes on one uniform grid; this method gives others</source>
        <translation>%1 只接受单一均匀网格上的编码；此方法给出的是其他编码</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>bitprism::SearchPanel</name>
    <message>
        <source>open images to search</source>
        <translation>打开图像以搜索</translation>
    </message>
    <message>
        <source>▶ Resume</source>
        <translation>▶ 继续</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ 暂停</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Open images first (Ctrl+I): plans are measured on them</source>
        <translation>请先打开图像 (Ctrl+I)：方案据此测量</translation>
    </message>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>请先打开网络 (Ctrl+O)</translation>
    </message>
    <message>
        <source>The search is kept in memory only: the data folder cannot be written.</source>
        <translation>搜索只保存在内存中：数据文件夹不可写。</translation>
    </message>
    <message>
        <source>Measure again?</source>
        <translation>重新测量？</translation>
    </message>
    <message>
        <source>An older version measured this search. Its matrix products on several threads at once could be wrong, and with them any figure. Measure everything again?</source>
        <translation>此搜索由旧版本测量。其多线程并行的矩阵乘积可能有误，所有数值因此都可能不正确。是否全部重新测量？</translation>
    </message>
    <message>
        <source>&amp;Measure again</source>
        <translation>重新测量(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>Fork the search into</source>
        <translation>派生搜索到</translation>
    </message>
    <message>
        <source>Sessions (*.bitprism)</source>
        <translation>会话 (*.bitprism)</translation>
    </message>
    <message>
        <source>inputs of a search</source>
        <translation>搜索的输入</translation>
    </message>
    <message>
        <source>Start another search; the one shown stays in its session</source>
        <translation>开始另一个搜索；当前显示的保留在其会话中</translation>
    </message>
    <message>
        <source>Start a search</source>
        <translation>开始搜索</translation>
    </message>
    <message>
        <source>Continue the earlier search with these settings</source>
        <translation>用这些设置继续先前的搜索</translation>
    </message>
    <message>
        <source>%1. Inputs get %2 bits: only integer kernels change the latency.</source>
        <translation>%1。输入使用 %2 位：只有整数内核会改变延迟。</translation>
    </message>
    <message>
        <source>Continue the search shown</source>
        <translation>继续所示搜索</translation>
    </message>
    <message>
        <source>All trials of the search shown are measured; increase their number to continue it</source>
        <translation>所示搜索的全部试验均已测量；增加数量即可继续</translation>
    </message>
    <message>
        <source>▶ Continue</source>
        <translation>▶ 继续</translation>
    </message>
    <message>
        <source>▶ Search</source>
        <translation>▶ 搜索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>The search has ended</source>
        <translation>搜索已结束</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::SearchView</name>
    <message>
        <source>▶ Start</source>
        <translation>▶ 开始</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ 暂停</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ 停止</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>hypervolume over evaluations</source>
        <translation>超体积随评估次数</translation>
    </message>
    <message>
        <source>hypervolume over seconds</source>
        <translation>超体积随秒数</translation>
    </message>
    <message>
        <source>information gained per evaluation</source>
        <translation>每次评估的信息增益</translation>
    </message>
    <message>
        <source>Content of the plot</source>
        <translation>图表内容</translation>
    </message>
    <message>
        <source>Hypervolume by evaluations on all images or by the seconds spent on all evaluations; or the information in each evaluation about its plan&apos;s accuracy, in nats</source>
        <translation>超体积随全部图像上的评估次数，或随所有评估耗用的秒数变化；或每次评估关于其方案准确率的信息量，单位 nat</translation>
    </message>
    <message>
        <source>hypervolume</source>
        <translation>超体积</translation>
    </message>
    <message>
        <source>Let running evaluations finish, then wait</source>
        <translation>让正在进行的评估完成，然后等待</translation>
    </message>
    <message>
        <source>End the search; measurements are kept</source>
        <translation>结束搜索；测量结果会保留</translation>
    </message>
    <message>
        <source>Progress of the search</source>
        <translation>搜索进度</translation>
    </message>
    <message>
        <source>How long the search will take</source>
        <translation>搜索将需要的时间</translation>
    </message>
    <message>
        <source>Length scales of the model</source>
        <translation>模型的长度尺度</translation>
    </message>
    <message>
        <source>trial %1 of %2</source>
        <translation>第 %1 次试验，共 %2 次</translation>
    </message>
    <message>
        <source>%1 cheap ones</source>
        <translation>%1 次廉价评估</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>finished in %1</source>
        <translation>用时 %1 完成</translation>
    </message>
    <message>
        <source>stopped after %1</source>
        <translation>%1 后停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>these rules since trial %1</source>
        <translation>自试验 %1 起采用这些规则</translation>
    </message>
    <message>
        <source>why: %1</source>
        <translation>原因：%1</translation>
    </message>
    <message>
        <source> %1 of %2</source>
        <translation> %1 / %2</translation>
    </message>
    <message>
        <source>Preparing the search</source>
        <translation>正在准备搜索</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>▶ Continue</source>
        <translation>▶ 继续</translation>
    </message>
    <message>
        <source>▶ Start new</source>
        <translation>▶ 重新开始</translation>
    </message>
    <message>
        <source>▶ Resume</source>
        <translation>▶ 继续</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>how alike the tasks are</source>
        <translation>任务之间的相似程度</translation>
    </message>
    <message>
        <source>seconds per task</source>
        <translation>每任务秒数</translation>
    </message>
    <message>
        <source>reach of a measurement %1</source>
        <translation>测量的影响范围 %1</translation>
    </message>
    <message>
        <source>The length scales of the model: how much one input of it, such as the bits of a group of layers, must change until a measured plan says nothing about another. Small ones matter most: %1</source>
        <translation>模型的长度尺度：其某个输入（例如一组层的位宽）需改变多少，已测方案才不再提供关于另一方案的信息。越小越重要：%1</translation>
    </message>
    <message>
        <source>What every evaluation adds will be drawn here.</source>
        <translation>这里将绘出每次评估带来的增量。</translation>
    </message>
</context>
<context>
    <name>bitprism::SensitivityMap</name>
    <message>
        <source>Sensitivity of layers by bits</source>
        <translation>各层在各位宽下的敏感度</translation>
    </message>
    <message>
        <source>Arrows move from cell to cell, Enter sets the bits of the layer.</source>
        <translation>方向键在单元格间移动，回车键设置该层的位宽。</translation>
    </message>
    <message>
        <source>sensitivity</source>
        <translation>sensitivity</translation>
    </message>
    <message>
        <source>%1: now %2, %3</source>
        <translation>%1：现为 %2，%3</translation>
    </message>
    <message>
        <source>%1 at %2: %3, %4%5</source>
        <translation>%1，%2：%3，%4%5</translation>
    </message>
    <message>
        <source>loss %1 nats</source>
        <translation>损失 %1 nat</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>its bits now</source>
        <translation>当前位宽</translation>
    </message>
    <message>
        <source>%1 more than now</source>
        <translation>比现在多 %1</translation>
    </message>
    <message>
        <source>saves %1</source>
        <translation>节省 %1</translation>
    </message>
    <message>
        <source>, locked</source>
        <translation>，已锁定</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>loss, nats</source>
        <translation>损失，nat</translation>
    </message>
    <message>
        <source>bits now</source>
        <translation>当前位宽</translation>
    </message>
    <message>
        <source>%1 (L)</source>
        <translation>%1（锁）</translation>
    </message>
</context>
<context>
    <name>bitprism::SensitivityPanel</name>
    <message>
        <source>%1 is locked and keeps its bits: unlock it with Ctrl+L.</source>
        <translation>%1 已锁定，保持其位宽：用 Ctrl+L 解锁。</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1：%2 / %3</translation>
    </message>
    <message>
        <source>No network is open</source>
        <translation>尚未打开网络</translation>
    </message>
    <message>
        <source>Sensitivities are measured on images: open some (Ctrl+I)</source>
        <translation>敏感度需用图像测量：请打开图像 (Ctrl+I)</translation>
    </message>
    <message>
        <source>waiting to be measured</source>
        <translation>等待测量</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
</context>
<context>
    <name>bitprism::SensitivityView</name>
    <message>
        <source>In network order</source>
        <translation>按网络顺序</translation>
    </message>
    <message>
        <source>Most sensitive first</source>
        <translation>最敏感的在前</translation>
    </message>
    <message>
        <source>Order of layers</source>
        <translation>层的顺序</translation>
    </message>
    <message>
        <source>Layers as they are executed, or those first that lose most at any width</source>
        <translation>按执行顺序排列，或损失最大的层在前</translation>
    </message>
    <message>
        <source>Logarithmic colours</source>
        <translation>对数颜色</translation>
    </message>
    <message>
        <source>Linear colours</source>
        <translation>线性颜色</translation>
    </message>
    <message>
        <source>Colour scale</source>
        <translation>颜色标度</translation>
    </message>
    <message>
        <source>Equal steps of colour for equal factors of the loss, or for equal differences</source>
        <translation>颜色等步长对应损失的等倍数，或等差值</translation>
    </message>
    <message>
        <source>&amp;Copy as table</source>
        <translation>复制为表格(&amp;C)</translation>
    </message>
    <message>
        <source>Copy all losses and bytes as text with tabs</source>
        <translation>将全部损失和字节数复制为以制表符分隔的文本</translation>
    </message>
</context>
<context>
    <name>bitprism::SessionFiles</name>
    <message>
        <source>Save the session</source>
        <translation>保存会话</translation>
    </message>
    <message>
        <source>Sessions (*.bitprism)</source>
        <translation>会话 (*.bitprism)</translation>
    </message>
    <message>
        <source>Wrote %1 with the search&apos;s measurements so far.</source>
        <translation>已写入 %1，含搜索至今的测量结果。</translation>
    </message>
    <message>
        <source>Wrote %1. The search continues in this file.</source>
        <translation>已写入 %1。搜索将在此文件中继续。</translation>
    </message>
</context>
<context>
    <name>bitprism::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
</context>
<context>
    <name>bitprism::ShownLayersDialog</name>
    <message>
        <source>Set bits of the shown layers</source>
        <translation>设置所示层的位宽</translation>
    </message>
    <message>
        <source>as they are</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>The bit-width of all these layers</source>
        <translation>所有这些层的位宽</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>How the weights of all these layers are quantized</source>
        <translation>所有这些层权重的量化方式</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>&amp;Bits</source>
        <translation>位宽(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>方法(&amp;M)</translation>
    </message>
    <message>
        <source>All %1 layers; the filter of the table is empty.</source>
        <translation>全部 %1 层；表格的筛选为空。</translation>
    </message>
    <message>
        <source>%1 of %2 layers, shown by the filter &apos;%3&apos;.</source>
        <translation>筛选 &apos;%3&apos; 显示了 %2 层中的 %1 层。</translation>
    </message>
    <message>
        <source>%1 of them are locked and stay.</source>
        <translation>其中 %1 层已锁定，保持不变。</translation>
    </message>
</context>
<context>
    <name>bitprism::StartPage</name>
    <message>
        <source>no evaluations yet</source>
        <translation>尚无评估</translation>
    </message>
    <message>
        <source>%1 evaluations</source>
        <translation>%1 次评估</translation>
    </message>
    <message>
        <source>%1 of %2 evaluations</source>
        <translation>%2 次评估中的 %1 次</translation>
    </message>
    <message>
        <source>%1, stopped by a crash</source>
        <translation>%1，因崩溃停止</translation>
    </message>
    <message>
        <source>%1, stopped</source>
        <translation>%1，已停止</translation>
    </message>
    <message>
        <source>%1, in use by a search in another window</source>
        <translation>%1，正由另一窗口的搜索使用</translation>
    </message>
    <message>
        <source>%1 · %2 in %3 to %4 in %5</source>
        <translation>%1 · %3 时 %2 至 %5 时 %4</translation>
    </message>
    <message>
        <source>1 edit</source>
        <translation>1 处编辑</translation>
    </message>
    <message>
        <source>%1 edits</source>
        <translation>%1 处编辑</translation>
    </message>
    <message>
        <source>trained weights</source>
        <translation>训练后的权重</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>%1 的</translation>
    </message>
    <message>
        <source>images %1</source>
        <translation>图像 %1</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>the bundled network with its images</source>
        <translation>自带的网络及其图像</translation>
    </message>
    <message>
        <source>no longer in %1</source>
        <translation>已不在 %1 中</translation>
    </message>
    <message>
        <source>Search of %1</source>
        <translation>%1 的搜索</translation>
    </message>
    <message>
        <source>its network or images are no longer there: %1</source>
        <translation>其网络或图像已不存在：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::StartRow</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>bitprism::StartView</name>
    <message>
        <source>Drop a network or a session here</source>
        <translation>将网络或会话拖放到此处</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>起始页</translation>
    </message>
    <message>
        <source>Open a network or session…</source>
        <translation>打开网络或会话…</translation>
    </message>
    <message>
        <source>Open the example</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>The example is a small residual network with its images. It opens in a second, and everything can be tried with it.</source>
        <translation>示例是一个小型残差网络及其图像。一秒即可打开，所有功能都可用它试用。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>New to BitPrism?</source>
        <translation>初次使用 BitPrism？</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Networks and sessions that you open will be listed here.</source>
        <translation>您打开的网络和会话将列在这里。</translation>
    </message>
</context>
<context>
    <name>bitprism::StartupTask</name>
    <message>
        <source>the network has no layer &apos;%1&apos;</source>
        <translation>网络中没有层 &apos;%1&apos;</translation>
    </message>
    <message>
        <source>cannot write &apos;%1&apos;: its suffix is not a picture format</source>
        <translation>无法写入 &apos;%1&apos;：其后缀不是图片格式</translation>
    </message>
</context>
<context>
    <name>bitprism::StatusView</name>
    <message>
        <source>Quality and size of the current plan</source>
        <translation>当前方案的质量和大小</translation>
    </message>
    <message>
        <source>Description of the action under the mouse</source>
        <translation>鼠标所指操作的说明</translation>
    </message>
    <message>
        <source>float %1</source>
        <translation>浮点 %1</translation>
    </message>
    <message>
        <source>this plan, predicted %1</source>
        <translation>此方案，预测 %1</translation>
    </message>
    <message>
        <source> ± </source>
        <translation> ± </translation>
    </message>
    <message>
        <source>measured %1 (%2 images)</source>
        <translation>实测 %1（%2 张图像）</translation>
    </message>
    <message>
        <source>, unseen images %1</source>
        <translation>，未见图像 %1</translation>
    </message>
    <message>
        <source>measuring%1</source>
        <translation>正在测量%1</translation>
    </message>
    <message>
        <source>%1 smaller</source>
        <translation>缩小 %1</translation>
    </message>
    <message>
        <source>measured in integers %1 (%2 images)</source>
        <translation>以整数实测 %1（%2 张图像）</translation>
    </message>
</context>
<context>
    <name>bitprism::TargetChoice</name>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>What runs the network: widths, methods and inputs are limited to what it takes</source>
        <translation>运行网络的平台：位宽、方法和输入限于其所接受的范围</translation>
    </message>
    <message>
        <source>Nothing is assumed of what runs the network.</source>
        <translation>不对运行网络的平台作任何假设。</translation>
    </message>
    <message>
        <source>Weights of %1 bits, inputs of %2 bits.</source>
        <translation>权重 %1 位，输入 %2 位。</translation>
    </message>
    <message>
        <source>Layers are computed in whole numbers.</source>
        <translation>各层以整数计算。</translation>
    </message>
    <message>
        <source>Layers are computed with floats.</source>
        <translation>各层以浮点数计算。</translation>
    </message>
    <message>
        <source>Exports for it were run.</source>
        <translation>为其导出的文件已实际运行过。</translation>
    </message>
    <message>
        <source>Exports for it are checked against its rules only.</source>
        <translation>为其导出的文件仅按其规则检查。</translation>
    </message>
</context>
<context>
    <name>bitprism::TaskCostView</name>
    <message>
        <source>Cost of the tasks</source>
        <translation>任务的代价</translation>
    </message>
    <message>
        <source>%1: %2 evaluations, %3 s each</source>
        <translation>%1：%2 次评估，每次 %3 秒</translation>
    </message>
    <message>
        <source>%1 s, %2×</source>
        <translation>%1 秒，%2×</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>task-costs</source>
        <translation>task-costs</translation>
    </message>
</context>
<context>
    <name>bitprism::Tour</name>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Every layer with its bits, its method and its error. Type in the Bits column, or press 1 to 8; L locks a layer.</source>
        <translation>每层的位宽、方法和误差。在位宽列中键入，或按 1 到 8；L 键锁定层。</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>The plan as bars: drag one up or down, and size, error and predicted accuracy follow. Every drag is one step to undo.</source>
        <translation>以条形表示方案：上下拖动其一，大小、误差和预测准确率随之变化。每次拖动可一步撤销。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>The distribution of the selected layer&apos;s weights, and the levels that they are rounded to. Choose another method here, or find the best one.</source>
        <translation>所选层权重的分布，以及它们舍入到的量化级。可在此选择其他方法，或找出最佳方法。</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Start a search for the plans that lose least in the fewest bytes. It is saved as it runs, and can be paused, stopped and resumed.</source>
        <translation>搜索以最少字节损失最小的方案。搜索边运行边保存，可暂停、停止和继续。</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>The results of the search: accuracy against memory. Click a point to load its plan, then export it with Ctrl+E.</source>
        <translation>搜索的结果：准确率与内存。单击一点载入其方案，再用 Ctrl+E 导出。</translation>
    </message>
    <message>
        <source>&amp;Skip</source>
        <translation>跳过(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>完成(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
</context>
<context>
    <name>bitprism::TrainingForm</name>
    <message>
        <source>Reshape</source>
        <translation>重塑</translation>
    </message>
    <message>
        <source>mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>shift by %1 px</source>
        <translation>平移 %1 像素</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>the float network&apos;s outputs</source>
        <translation>浮点网络的输出</translation>
    </message>
    <message>
        <source>Training target: the labels of the images, or the float network&apos;s outputs, which need no labels</source>
        <translation>训练目标：图像的标签，或无需标签的浮点网络输出</translation>
    </message>
    <message>
        <source>Passes over the images</source>
        <translation>遍历图像的次数</translation>
    </message>
    <message>
        <source>Images per step</source>
        <translation>每步的图像数</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>SGD</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>Peak learning rate; it falls to zero along a cosine</source>
        <translation>峰值学习率；沿余弦降至零</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>separate, stored statistics</source>
        <translation>独立，使用存储的统计量</translation>
    </message>
    <message>
        <source>apart, trained</source>
        <translation>独立，参与训练</translation>
    </message>
    <message>
        <source>Whether batch norm is trained folded into the layers or separately, with its stored statistics or those of the batch</source>
        <translation>批归一化折叠进层中训练，还是独立训练，使用其存储的统计量或批次的统计量</translation>
    </message>
    <message>
        <source>GDRQ: number of first epochs that only clip weights, which flattens their histogram</source>
        <translation>GDRQ：最初只截断权重的轮数，使其直方图变平</translation>
    </message>
    <message>
        <source>Weight of the mean |activation| after every ReLU; above 0, more activations become zero</source>
        <translation>每个 ReLU 之后平均 |激活| 的权重；大于 0 时更多激活变为零</translation>
    </message>
    <message>
        <source>Mirror images left to right at random</source>
        <translation>随机左右镜像图像</translation>
    </message>
    <message>
        <source>Shift images a little at random</source>
        <translation>随机小幅平移图像</translation>
    </message>
    <message>
        <source>Images to train on; a tenth of them is held out to evaluate every epoch</source>
        <translation>训练图像；其中十分之一留出用于评估每一轮</translation>
    </message>
    <message>
        <source>Images to train on</source>
        <translation>训练图像</translation>
    </message>
    <message>
        <source>Training target</source>
        <translation>训练目标</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>Reshaping epochs</source>
        <translation>重塑轮数</translation>
    </message>
    <message>
        <source>Sparsity weight</source>
        <translation>稀疏性权重</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>稀疏性</translation>
    </message>
    <message>
        <source>Images are</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>the example&apos;s own</source>
        <translation>示例自带</translation>
    </message>
    <message>
        <source>The network&apos;s file has no separate batch norm</source>
        <translation>网络文件中没有独立的批归一化</translation>
    </message>
</context>
<context>
    <name>bitprism::TrainingPanel</name>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>请先打开网络 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Open images first (Ctrl+I): the effect of training is measured on them</source>
        <translation>请先打开图像 (Ctrl+I)：训练效果据此测量</translation>
    </message>
    <message>
        <source>Choose the training images</source>
        <translation>选择训练图像</translation>
    </message>
    <message>
        <source>Choose the training images first.</source>
        <translation>请先选择训练图像。</translation>
    </message>
    <message>
        <source>training, epoch %1</source>
        <translation>训练，第 %1 轮</translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>A file (CIFAR, IDX, NumPy, list)…</source>
        <translation>文件（CIFAR、IDX、NumPy、列表）…</translation>
    </message>
    <message>
        <source>The open images</source>
        <translation>已打开的图像</translation>
    </message>
    <message>
        <source>Measurements on them will then be too optimistic</source>
        <translation>据此得到的测量结果会过于乐观</translation>
    </message>
    <message>
        <source>The example&apos;s own</source>
        <translation>示例自带</translation>
    </message>
    <message>
        <source>Training images</source>
        <translation>训练图像</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>bitprism::TrainingView</name>
    <message>
        <source>▶ Train</source>
        <translation>▶ 训练</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ 停止</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Loss over steps, and the quality on held-out images after every epoch</source>
        <translation>各步的损失，以及每轮之后留出图像上的质量</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>留出集</translation>
    </message>
    <message>
        <source>Train the network under its plan</source>
        <translation>在当前方案下训练网络</translation>
    </message>
    <message>
        <source>Stop now and use the best epoch so far</source>
        <translation>立即停止并采用目前最好的一轮</translation>
    </message>
    <message>
        <source>Use the trained weights: a new version of the network, one step to undo</source>
        <translation>采用训练后的权重：网络的新版本，可一步撤销</translation>
    </message>
    <message>
        <source>Discard the trained weights</source>
        <translation>放弃训练后的权重</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>step %1 of %2, %3 left</source>
        <translation>第 %1 步，共 %2 步，剩余 %3</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>measuring before training</source>
        <translation>训练前正在测量</translation>
    </message>
    <message>
        <source>Held out: %1 %2 before training.</source>
        <translation>留出集：训练前%1 %2。</translation>
    </message>
    <message>
        <source>Held out: %1 %2 before, %3 after epoch %4.</source>
        <translation>留出集：之前%1 %2，第 %4 轮后 %3。</translation>
    </message>
    <message>
        <source>No epoch was better than the start (%1 %2): nothing to keep.</source>
        <translation>没有一轮优于起点（%1 %2）：无可保留。</translation>
    </message>
    <message>
        <source>Trained for %1 epochs.</source>
        <translation>已训练 %1 轮。</translation>
    </message>
    <message>
        <source>Held out: %1 %2 before, %3 with the weights of epoch %4.</source>
        <translation>留出集：之前%1 %2，采用第 %4 轮的权重后 %3。</translation>
    </message>
    <message>
        <source>epoch %1 of %2</source>
        <translation>第 %1 轮，共 %2 轮</translation>
    </message>
    <message>
        <source> · %1 left</source>
        <translation> · 剩余 %1</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>held-out %1, %2</source>
        <translation>留出集%1，%2</translation>
    </message>
    <message>
        <source>The loss over the steps, and the quality on held-out images after every epoch, are drawn here.</source>
        <translation>此处绘制各步的损失，以及每轮之后留出图像上的质量。</translation>
    </message>
</context>
<context>
    <name>bitprism::TrialsModel</name>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>knee</source>
        <translation>拐点</translation>
    </message>
    <message>
        <source>front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Number of the evaluation, in the order in which they were proposed</source>
        <translation>评估的编号，按提出的顺序</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>What the evaluation cost and saw: its images and epochs</source>
        <translation>评估的代价和所用数据：图像和轮数</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>%1 on the search images</source>
        <translation>搜索图像上的%1</translation>
    </message>
    <message>
        <source>The same on images that the search never saw; only at the last task</source>
        <translation>在搜索从未见过的图像上的同一指标；仅用于最后一个任务</translation>
    </message>
    <message>
        <source>Unseen</source>
        <translation>未见</translation>
    </message>
    <message>
        <source>Memory of the plan</source>
        <translation>方案的内存</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Mean bits per weight</source>
        <translation>每个权重的平均位数</translation>
    </message>
    <message>
        <source>Mean bits</source>
        <translation>平均位数</translation>
    </message>
    <message>
        <source>Bits of every layer, from the input to the output</source>
        <translation>各层位宽，从输入到输出</translation>
    </message>
    <message>
        <source>Bits per layer</source>
        <translation>各层位宽</translation>
    </message>
    <message>
        <source>How long the evaluation took</source>
        <translation>评估耗时</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>Whether the plan is on the front, or its knee</source>
        <translation>方案是否在前沿上，或为其拐点</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>Why the plan was tried, or why its evaluation failed</source>
        <translation>尝试该方案的原因，或其评估失败的原因</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Predicted latency of the plan, for one image</source>
        <translation>方案对一幅图像的预测延迟</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Bit operations of the plan, for one image</source>
        <translation>方案对一幅图像的位运算数</translation>
    </message>
    <message>
        <source>Bit operations</source>
        <translation>位运算</translation>
    </message>
</context>
<context>
    <name>bitprism::TrialsPanel</name>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
</context>
<context>
    <name>bitprism::TrialsView</name>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter trials</source>
        <translation>筛选试验</translation>
    </message>
    <message>
        <source>Several words, all of which must apply: text of task or reason, front, knee, or conditions on a column or the bits of layers: accuracy&gt;75 memory&lt;120 bits&lt;4.5 conv1&lt;=4</source>
        <translation>多个词，须全部满足：任务或原因的文本、front、knee，或对列及层位宽的条件：accuracy&gt;75 memory&lt;120 bits&lt;4.5 conv1&lt;=4</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>List all trials</source>
        <translation>列出全部试验</translation>
    </message>
    <message>
        <source>List all trials again, not only those selected on the front</source>
        <translation>重新列出全部试验，而不只是前沿上选中的</translation>
    </message>
    <message>
        <source>Bits by layer</source>
        <translation>各层位宽</translation>
    </message>
    <message>
        <source>Show bits by layer instead of the table</source>
        <translation>显示各层位宽而非表格</translation>
    </message>
    <message>
        <source>Draw the bits of the selected trials over the layers, one line each, and the current plan thicker</source>
        <translation>绘制所选试验的各层位宽，每个一条线，当前方案较粗</translation>
    </message>
    <message>
        <source>&amp;Copy trials</source>
        <translation>复制试验(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected trials with the bits of every layer as text with tabs</source>
        <translation>将所选试验及各层位宽复制为以制表符分隔的文本</translation>
    </message>
    <message>
        <source>&amp;Load plan (Enter)</source>
        <translation>载入方案（回车键）(&amp;L)</translation>
    </message>
    <message>
        <source>Make the plan of this trial the current one</source>
        <translation>将此试验的方案设为当前方案</translation>
    </message>
    <message>
        <source>1 trial</source>
        <translation>1 次试验</translation>
    </message>
    <message>
        <source>%1 trials</source>
        <translation>%1 次试验</translation>
    </message>
    <message>
        <source>%1 of %2 trials</source>
        <translation>%2 次试验中的 %1 次</translation>
    </message>
    <message>
        <source>The evaluations of a search will be listed here.</source>
        <translation>这里将列出搜索的各次评估。</translation>
    </message>
    <message>
        <source>No trial matches the filter.</source>
        <translation>没有试验符合筛选条件。</translation>
    </message>
</context>
<context>
    <name>bitprism::UnsavedWork</name>
    <message>
        <source>The trained weights of %1 are not exported.</source>
        <translation>%1 训练后的权重尚未导出。</translation>
    </message>
    <message>
        <source>Plan of %1 has unsaved edits.</source>
        <translation>%1 的方案有未保存的编辑。</translation>
    </message>
    <message>
        <source>Plan of %1 has 1 unsaved edit.</source>
        <translation>%1 的方案有 1 处未保存的编辑。</translation>
    </message>
    <message>
        <source>Plan of %1 has %2 unsaved edits.</source>
        <translation>%1 的方案有 %2 处未保存的编辑。</translation>
    </message>
    <message>
        <source> (%1 of %2 evaluations)</source>
        <translation>（%2 次评估中的 %1 次）</translation>
    </message>
    <message>
        <source>A search is running%1: it is kept in its session and can be resumed.</source>
        <translation>搜索正在运行%1：它保存在其会话中，可以继续。</translation>
    </message>
    <message>
        <source>A search is running%1: it has no session, so its measurements are lost.</source>
        <translation>搜索正在运行%1：它没有会话，测量结果将丢失。</translation>
    </message>
    <message>
        <source>The last search%1 has no session: its measurements are lost.</source>
        <translation>上一次搜索%1没有会话：其测量结果将丢失。</translation>
    </message>
    <message>
        <source>A training is running: it continues from its last epoch when the same training is started again.</source>
        <translation>训练正在运行：再次开始相同的训练时将从最后一轮继续。</translation>
    </message>
    <message>
        <source>The trained version of epoch %1 was neither kept nor discarded.</source>
        <translation>第 %1 轮训练所得的版本既未保留也未放弃。</translation>
    </message>
    <message>
        <source>An export is being written: it is cancelled.</source>
        <translation>正在写入导出文件：将被取消。</translation>
    </message>
</context>
<context>
    <name>bitprism::WeightsPanel</name>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>bitprism::WeightsView</name>
    <message>
        <source>clips at %1 σ</source>
        <translation>截断于 %1 σ</translation>
    </message>
    <message>
        <source>clips here</source>
        <translation>在此截断</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Histogram of the selected layer&apos;s weights</source>
        <translation>所选层权重的直方图</translation>
    </message>
    <message>
        <source>Histogram of the selected layer&apos;s input</source>
        <translation>所选层输入的直方图</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>量化级</translation>
    </message>
    <message>
        <source>levels of blocks</source>
        <translation>各块的量化级</translation>
    </message>
    <message>
        <source>Quantization error of the selected layer</source>
        <translation>所选层的量化误差</translation>
    </message>
    <message>
        <source>all channels</source>
        <translation>所有通道</translation>
    </message>
    <message>
        <source>channel </source>
        <translation>通道 </translation>
    </message>
    <message>
        <source>Channel shown</source>
        <translation>显示的通道</translation>
    </message>
    <message>
        <source>Output channel whose weights and levels are drawn</source>
        <translation>绘制其权重和量化级的输出通道</translation>
    </message>
    <message>
        <source>Counts on a logarithmic scale, which shows the tails</source>
        <translation>以对数刻度显示计数，可看清尾部</translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation>对数计数</translation>
    </message>
    <message>
        <source>weight ÷ largest level of its channel</source>
        <translation>权重 ÷ 所在通道的最大量化级</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>log10(1 + count)</source>
        <translation>log10(1 + 计数)</translation>
    </message>
    <message>
        <source>count</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Select a layer to see its weights.</source>
        <translation>选择一层以查看其权重。</translation>
    </message>
    <message>
        <source>Open images (Ctrl+I) to see the layer&apos;s input.</source>
        <translation>打开图像 (Ctrl+I) 以查看该层的输入。</translation>
    </message>
    <message>
        <source>stored as float, %1</source>
        <translation>以浮点存储，%1</translation>
    </message>
    <message>
        <source>left as float</source>
        <translation>保持浮点</translation>
    </message>
    <message>
        <source>MSE</source>
        <translation>MSE</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>stored &lt;b&gt;%1 b&lt;/b&gt;/weight, %2</source>
        <translation>存储 &lt;b&gt;%1 b&lt;/b&gt;/权重，%2</translation>
    </message>
    <message>
        <source>Largest error %1, cosine %2.</source>
        <translation>最大误差 %1，余弦 %2。</translation>
    </message>
</context>
<context>
    <name>bitprism::WhereForm</name>
    <message>
        <source>here</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>here, confined</source>
        <translation>本地，受限</translation>
    </message>
    <message>
        <source>workers</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>Slurm</source>
        <translation>Slurm</translation>
    </message>
    <message>
        <source>Where plans are evaluated</source>
        <translation>在何处评估方案</translation>
    </message>
    <message>
        <source>Where plans are evaluated: in this window; in processes of this machine that may do nothing but compute; in workers that you start on any machine; or in workers that are started as jobs of Slurm</source>
        <translation>在何处评估方案：在本窗口中；在本机只能进行计算的进程中；在您于任意机器上启动的工作进程中；或在作为 Slurm 作业启动的工作进程中</translation>
    </message>
    <message>
        <source>Number of workers</source>
        <translation>工作进程数量</translation>
    </message>
    <message>
        <source>How many evaluations run at a time. Workers that connect are all used, but a search proposes only so many plans ahead</source>
        <translation>同时运行的评估数量。所有连接的工作进程都会被使用，但搜索最多只会提前提出这么多方案</translation>
    </message>
    <message>
        <source>HOST:PORT or unix:PATH</source>
        <translation>HOST:PORT 或 unix:路径</translation>
    </message>
    <message>
        <source>Address that workers connect to</source>
        <translation>工作进程连接的地址</translation>
    </message>
    <message>
        <source>Where workers connect to: HOST:PORT, such as 0.0.0.0:7400 for all networks of this machine, or unix:PATH for this machine alone</source>
        <translation>工作进程连接的地址：HOST:PORT，例如 0.0.0.0:7400 表示本机的所有网络；或 unix:路径，仅限本机</translation>
    </message>
    <message>
        <source>options of sbatch</source>
        <translation>sbatch 的选项</translation>
    </message>
    <message>
        <source>Options of sbatch</source>
        <translation>sbatch 的选项</translation>
    </message>
    <message>
        <source>More options of the jobs, such as -p gpu --gres=gpu:1 -t 2:00:00</source>
        <translation>作业的其他选项，例如 -p gpu --gres=gpu:1 -t 2:00:00</translation>
    </message>
    <message>
        <source>Copy worker&apos;s line</source>
        <translation>复制启动命令行</translation>
    </message>
    <message>
        <source>Copy the line that starts a worker, to be pasted on another machine</source>
        <translation>复制启动工作进程的命令行，以便粘贴到另一台机器上</translation>
    </message>
</context>
<context>
    <name>bitprism::WorkerRow</name>
    <message>
        <source>Send this worker home: what it does goes to another</source>
        <translation>让此工作进程退出：其任务转交给其他工作进程</translation>
    </message>
    <message>
        <source>Send home: %1</source>
        <translation>让其退出：%1</translation>
    </message>
</context>
<context>
    <name>bitprism::WorkersList</name>
    <message>
        <source>no workers yet</source>
        <translation>尚无工作进程</translation>
    </message>
    <message>
        <source>1 worker</source>
        <translation>1 个工作进程</translation>
    </message>
    <message>
        <source>%1 workers</source>
        <translation>%1 个工作进程</translation>
    </message>
    <message>
        <source>%1: waits for work</source>
        <translation>%1：等待任务</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1：%2，%3</translation>
    </message>
    <message>
        <source>; its job has %1</source>
        <translation>；其作业：%1</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>Show or hide the workers</source>
        <translation>显示或隐藏工作进程</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>以及另外 %1 个</translation>
    </message>
</context>
<context>
    <name>bitprism::Workspace</name>
    <message>
        <source>Measuring the network</source>
        <translation>正在测量网络</translation>
    </message>
    <message>
        <source>Measuring this plan</source>
        <translation>正在测量此方案</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Choosing methods</source>
        <translation>正在选择方法</translation>
    </message>
    <message>
        <source>Computing errors of layers</source>
        <translation>正在计算各层误差</translation>
    </message>
    <message>
        <source>Comparing solvers</source>
        <translation>正在比较求解器</translation>
    </message>
    <message>
        <source>Switching weights</source>
        <translation>正在切换权重</translation>
    </message>
    <message>
        <source>Search: trial</source>
        <translation>搜索：试验</translation>
    </message>
    <message>
        <source>Search: %1</source>
        <translation>搜索：%1</translation>
    </message>
    <message>
        <source>Search: preparing</source>
        <translation>搜索：正在准备</translation>
    </message>
    <message>
        <source>Training: step</source>
        <translation>训练：步</translation>
    </message>
    <message>
        <source>inputs of a search</source>
        <translation>搜索的输入</translation>
    </message>
</context>
<context>
    <name>compared_plan</name>
    <message>
        <source>%1, %2 bits</source>
        <translation>%1，%2 位</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>agreement with float</source>
        <translation>与浮点的一致率</translation>
    </message>
    <message>
        <source>mean IoU</source>
        <translation>平均 IoU</translation>
    </message>
    <message>
        <source>output SQNR</source>
        <translation>输出 SQNR</translation>
    </message>
    <message>
        <source>both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>Uniform</source>
        <translation>均匀</translation>
    </message>
    <message>
        <source>min-max</source>
        <translation>最小-最大</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>百分位</translation>
    </message>
    <message>
        <source>least squares</source>
        <translation>最小二乘</translation>
    </message>
    <message>
        <source>batch extremes</source>
        <translation>批次极值</translation>
    </message>
    <message>
        <source>ACIQ clip</source>
        <translation>ACIQ 截断</translation>
    </message>
    <message>
        <source>KL threshold</source>
        <translation>KL 阈值</translation>
    </message>
    <message>
        <source>GDRQ threshold</source>
        <translation>GDRQ 阈值</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>对称</translation>
    </message>
    <message>
        <source>per channel</source>
        <translation>逐通道</translation>
    </message>
    <message>
        <source>allocate</source>
        <translation>分配位宽</translation>
    </message>
    <message>
        <source>restore mean</source>
        <translation>恢复均值</translation>
    </message>
    <message>
        <source>prior</source>
        <translation>先验</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>exponent bits</source>
        <translation>指数位数</translation>
    </message>
    <message>
        <source>break-point</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>breakpoint</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>expand</source>
        <translation>扩展比例</translation>
    </message>
    <message>
        <source>group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>sorted</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>解读</translation>
    </message>
    <message>
        <source>one sided</source>
        <translation>单侧</translation>
    </message>
    <message>
        <source>clip</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>author</source>
        <translation>作者版本</translation>
    </message>
    <message>
        <source>terms</source>
        <translation>项数</translation>
    </message>
    <message>
        <source>regions</source>
        <translation>区域数</translation>
    </message>
    <message>
        <source>overlapping</source>
        <translation>重叠</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>half scales</source>
        <translation>半精度缩放因子</translation>
    </message>
    <message>
        <source>refine</source>
        <translation>细化</translation>
    </message>
    <message>
        <source>share of the values that the range &apos;percentile&apos; keeps</source>
        <translation>“百分位”范围所保留的数值比例</translation>
    </message>
    <message>
        <source>signed activations have their zero in the middle</source>
        <translation>有符号激活的零点位于中间</translation>
    </message>
    <message>
        <source>one grid per tensor or per input channel</source>
        <translation>每个张量或每个输入通道一个网格</translation>
    </message>
    <message>
        <source>aciq per channel: bits of its own for each, the given ones on average</source>
        <translation>ACIQ 逐通道：每个通道有自己的位宽，平均为给定值</translation>
    </message>
    <message>
        <source>per channel, what is restored after rounding</source>
        <translation>逐通道：舍入后恢复什么</translation>
    </message>
    <message>
        <source>density that aciq&apos;s clip is computed for</source>
        <translation>计算 ACIQ 截断所依据的密度</translation>
    </message>
    <message>
        <source>gdrq: k of the clip k mean|a|; 0: by the bits</source>
        <translation>GDRQ：截断 k·mean|a| 中的 k；0：由位宽决定</translation>
    </message>
    <message>
        <source>bfp: neighbouring channels that share an exponent</source>
        <translation>BFP：共享一个指数的相邻通道数</translation>
    </message>
    <message>
        <source>bfp: bits of a shared exponent</source>
        <translation>BFP：共享指数的位数</translation>
    </message>
    <message>
        <source>how pwlq&apos;s break-point is found</source>
        <translation>如何确定 PWLQ 的断点</translation>
    </message>
    <message>
        <source>fraction of the input channels to split</source>
        <translation>要拆分的输入通道比例</translation>
    </message>
    <message>
        <source>number of output channels that share a threshold</source>
        <translation>共享一个阈值的输出通道数</translation>
    </message>
    <message>
        <source>group channels by similar mean |w|</source>
        <translation>按相近的 mean|w| 对通道分组</translation>
    </message>
    <message>
        <source>interpretation of the paper&apos;s grid</source>
        <translation>对论文中网格的解读</translation>
    </message>
    <message>
        <source>clipping factor k of k mean|w|; 0: the best for the bits</source>
        <translation>k·mean|w| 中的截断系数 k；0：该位宽下最佳</translation>
    </message>
    <message>
        <source>assumed density of the weights, for which the clip is computed</source>
        <translation>假定的权重密度，据此计算截断</translation>
    </message>
    <message>
        <source>clip negative values to 0, as a ReLU does</source>
        <translation>将负值截断为 0，如同 ReLU</translation>
    </message>
    <message>
        <source>use the analytic clipping range instead of the full range</source>
        <translation>使用解析截断范围而非全范围</translation>
    </message>
    <message>
        <source>allocate bits per channel, with the given bits on average</source>
        <translation>逐通道分配位宽，平均为给定位宽</translation>
    </message>
    <message>
        <source>use the authors&apos; tables and grids, for comparison</source>
        <translation>使用作者的表和网格，以作比较</translation>
    </message>
    <message>
        <source>number of terms; 2 adds a second tensor for the remainder</source>
        <translation>项数；2 表示为余量增加第二个张量</translation>
    </message>
    <message>
        <source>how breakpoints are determined</source>
        <translation>如何确定断点</translation>
    </message>
    <message>
        <source>number of pieces, one more than breakpoints</source>
        <translation>段数，比断点多一</translation>
    </message>
    <message>
        <source>let the outer grid span the whole range</source>
        <translation>让外侧网格覆盖整个范围</translation>
    </message>
    <message>
        <source>find the exact optimum instead of using Lloyd&apos;s iteration</source>
        <translation>求精确最优解，而不用 Lloyd 迭代</translation>
    </message>
    <message>
        <source>number of input channels that share a scale</source>
        <translation>共享一个缩放因子的输入通道数</translation>
    </message>
    <message>
        <source>store scales as half floats</source>
        <translation>以半精度存储缩放因子</translation>
    </message>
    <message>
        <source>refine codes and scales alternately until the squared error converges</source>
        <translation>交替细化编码和缩放因子，直至平方误差收敛</translation>
    </message>
    <message>
        <source>KL threshold %2</source>
        <translation>KL 阈值 %2</translation>
    </message>
    <message>
        <source>T = %1, %2</source>
        <translation>T = %1，%2</translation>
    </message>
    <message>
        <source>clip α = %1, %2</source>
        <translation>截断 α = %1，%2</translation>
    </message>
    <message>
        <source>whole range</source>
        <translation>全范围</translation>
    </message>
    <message>
        <source>break-point %1</source>
        <translation>断点 %1</translation>
    </message>
    <message>
        <source>multi-task GP</source>
        <translation>多任务 GP</translation>
    </message>
    <message>
        <source>GP of the top task</source>
        <translation>最高任务的 GP</translation>
    </message>
    <message>
        <source>multi-task GP as published, lines</source>
        <translation>论文原版多任务 GP，直线</translation>
    </message>
    <message>
        <source>multi-task GP as published, parabolas</source>
        <translation>论文原版多任务 GP，抛物线</translation>
    </message>
    <message>
        <source>multi-task GP as published, cubics</source>
        <translation>论文原版多任务 GP，三次曲线</translation>
    </message>
    <message>
        <source>multi-task GP as published, Chebyshev</source>
        <translation>论文原版多任务 GP，切比雪夫</translation>
    </message>
    <message>
        <source>sensitivity sweep</source>
        <translation>敏感度扫描</translation>
    </message>
    <message>
        <source>knapsack</source>
        <translation>背包</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>swaps by KL</source>
        <translation>按 KL 交换</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>packed</source>
        <translation>打包</translation>
    </message>
    <message>
        <source>Runs in ONNX Runtime. Containers of 8 bits for 5 to 8 bits, of 4 for 3 and 4, of 2 (opset 25) for 1 and 2. Larger than the packed file.</source>
        <translation>在 ONNX Runtime 中运行。5 到 8 位用 8 位容器，3 和 4 位用 4 位容器，1 和 2 位用 2 位容器 (opset 25)。比打包文件大。</translation>
    </message>
    <message>
        <source>BitPrism&apos;s own format, codes packed to the bit.</source>
        <translation>BitPrism 自有格式，编码按位紧密打包。</translation>
    </message>
    <message>
        <source>Runs in any PyTorch, with the dequantized weights as floats: as large as the network that was opened.</source>
        <translation>可在任何 PyTorch 中运行，反量化后的权重以浮点保存：与所打开的网络一样大。</translation>
    </message>
    <message>
        <source>calibrating activations</source>
        <translation>正在校准激活</translation>
    </message>
    <message>
        <source>calibrating tensors</source>
        <translation>正在校准张量</translation>
    </message>
    <message>
        <source>choosing methods</source>
        <translation>正在选择方法</translation>
    </message>
    <message>
        <source>coding maps</source>
        <translation>正在编码激活图</translation>
    </message>
    <message>
        <source>collecting layer inputs</source>
        <translation>正在收集层的输入</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>正在比较</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>正在评估</translation>
    </message>
    <message>
        <source>finding ranges of maps</source>
        <translation>正在确定激活图的范围</translation>
    </message>
    <message>
        <source>measuring again, evaluation</source>
        <translation>正在重新测量，评估</translation>
    </message>
    <message>
        <source>measuring sensitivities</source>
        <translation>正在测量敏感度</translation>
    </message>
    <message>
        <source>measuring the float network</source>
        <translation>正在测量浮点网络</translation>
    </message>
    <message>
        <source>quantization errors</source>
        <translation>量化误差</translation>
    </message>
    <message>
        <source>reading images</source>
        <translation>正在读取图像</translation>
    </message>
    <message>
        <source>reading the network</source>
        <translation>正在读取网络</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>trying the usual preprocessings</source>
        <translation>正在尝试常用预处理</translation>
    </message>
    <message>
        <source>waiting for other measurements</source>
        <translation>正在等待其他测量</translation>
    </message>
    <message>
        <source>choosing the next plan</source>
        <translation>正在选取下一个方案</translation>
    </message>
    <message>
        <source>replaying finished trials</source>
        <translation>正在重放已完成的试验</translation>
    </message>
    <message>
        <source>evaluating trial %1</source>
        <translation>正在评估试验 %1</translation>
    </message>
    <message>
        <source>measurements so far are kept</source>
        <translation>至今的测量结果会保留</translation>
    </message>
    <message>
        <source>saving a session</source>
        <translation>正在保存会话</translation>
    </message>
    <message>
        <source>ranges of inputs</source>
        <translation>输入的范围</translation>
    </message>
    <message>
        <source>best method</source>
        <translation>最佳方法</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>正在打开</translation>
    </message>
    <message>
        <source>restoring edits</source>
        <translation>正在恢复编辑</translation>
    </message>
    <message>
        <source>maps</source>
        <translation>激活图</translation>
    </message>
    <message>
        <source>inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>choices waited for</source>
        <translation>正在等待方法选择</translation>
    </message>
    <message>
        <source>opening a plan</source>
        <translation>正在打开方案</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>saving a plan</source>
        <translation>正在保存方案</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>正在计算答案</translation>
    </message>
    <message>
        <source>examining layers</source>
        <translation>正在检查各层</translation>
    </message>
    <message>
        <source>layers of the report</source>
        <translation>报告中的各层</translation>
    </message>
    <message>
        <source>opening a plan to compare</source>
        <translation>正在打开用于比较的方案</translation>
    </message>
    <message>
        <source>making a report</source>
        <translation>正在生成报告</translation>
    </message>
    <message>
        <source>writing a plan for a command</source>
        <translation>正在为命令写入方案</translation>
    </message>
    <message>
        <source>median of top ten</source>
        <translation>最大十个的中位数</translation>
    </message>
    <message>
        <source>evaluating in the runtime</source>
        <translation>在运行时中评估</translation>
    </message>
    <message>
        <source>measuring latency</source>
        <translation>测量延迟</translation>
    </message>
    <message>
        <source>signed codes</source>
        <translation>有符号编码</translation>
    </message>
    <message>
        <source>power-of-two scale</source>
        <translation>2 的幂缩放因子</translation>
    </message>
    <message>
        <source>power of two</source>
        <translation>2 的幂</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>ONNX Runtime, integers</source>
        <translation>ONNX Runtime，整数</translation>
    </message>
    <message>
        <source>ONNX Runtime, floats</source>
        <translation>ONNX Runtime，浮点</translation>
    </message>
    <message>
        <source>zero in the middle of the codes for all activations, as int8 with zero point 0</source>
        <translation>所有激活的零位于编码中间，如零点为 0 的 int8</translation>
    </message>
    <message>
        <source>scales are powers of two</source>
        <translation>缩放因子为 2 的幂</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>bit operations</source>
        <translation>位运算</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>agreement with float on made images</source>
        <translation>在生成图像上与浮点网络的一致率</translation>
    </message>
    <message>
        <source>output SQNR on made images</source>
        <translation>生成图像上的输出 SQNR</translation>
    </message>
    <message>
        <source>top-5 accuracy</source>
        <translation>Top-5 准确率</translation>
    </message>
    <message>
        <source>binary accuracy</source>
        <translation>二分类准确率</translation>
    </message>
    <message>
        <source>mean average precision</source>
        <translation>平均精度均值</translation>
    </message>
    <message>
        <source>exact match</source>
        <translation>完全匹配率</translation>
    </message>
    <message>
        <source>Hamming accuracy</source>
        <translation>汉明准确率</translation>
    </message>
    <message>
        <source>PSNR to float</source>
        <translation>相对浮点网络的 PSNR</translation>
    </message>
    <message>
        <source>SSIM to float</source>
        <translation>相对浮点网络的 SSIM</translation>
    </message>
    <message>
        <source>COCO mAP</source>
        <translation>COCO mAP</translation>
    </message>
    <message>
        <source>COCO mAP at .5</source>
        <translation>COCO mAP（IoU 0.5）</translation>
    </message>
    <message>
        <source>measure of the program</source>
        <translation>程序给出的度量</translation>
    </message>
    <message>
        <source>making images</source>
        <translation>正在生成图像</translation>
    </message>
    <message>
        <source>writing files to time</source>
        <translation>写出待计时的文件</translation>
    </message>
    <message>
        <source>opening files to time</source>
        <translation>打开待计时的文件</translation>
    </message>
    <message>
        <source>profiling the %1 form</source>
        <translation>剖析 %1 形式</translation>
    </message>
    <message>
        <source>starting workers</source>
        <translation>正在启动工作进程</translation>
    </message>
    <message>
        <source>there are no workers</source>
        <translation>没有工作进程</translation>
    </message>
</context>
<context>
    <name>front_selection</name>
    <message>
        <source>selected</source>
        <translation>已选</translation>
    </message>
</context>
<context>
    <name>language</name>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Language of texts and numbers, from the next start</source>
        <translation>文本和数字所用的语言，下次启动时生效</translation>
    </message>
    <message>
        <source>The language changes at the next start of BitPrism: %1.</source>
        <translation>语言将在下次启动 BitPrism 时更改：%1。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>%1 or %2</source>
        <translation>%1 或 %2</translation>
    </message>
    <message>
        <source>Images to measure plans on: a file or folder of images, or: example.</source>
        <translation>用于测量方案的图像：图像文件或文件夹，或：example。</translation>
    </message>
    <message>
        <source>Preprocessing of the images: JSON with scale, mean, std, resize, crop, channels.</source>
        <translation>图像的预处理：含 scale、mean、std、resize、crop、channels 的 JSON。</translation>
    </message>
    <message>
        <source>Colours: light, dark, high-contrast or system.</source>
        <translation>颜色：light、dark、high-contrast 或 system。</translation>
    </message>
    <message>
        <source>Language of texts and numbers: system, en, de or zh_CN.</source>
        <translation>文本和数字所用的语言：system、en、de 或 zh_CN。</translation>
    </message>
    <message>
        <source>Save a picture of the window once everything is loaded, then quit.</source>
        <translation>全部载入后保存窗口的图片，然后退出。</translation>
    </message>
    <message>
        <source>Start a search of this many trials (with --screenshot: the picture is taken halfway).</source>
        <translation>以此试验数开始搜索（配合 --screenshot：在中途截图）。</translation>
    </message>
    <message>
        <source>Tasks of that search, such as 512,all,2000:1 (epochs after a colon).</source>
        <translation>该搜索的任务，如 512,all,2000:1（冒号后为轮数）。</translation>
    </message>
    <message>
        <source>Training images, for trainings and searches that train.</source>
        <translation>训练图像，用于训练和含训练的搜索。</translation>
    </message>
    <message>
        <source>Start a training of this many epochs (with --screenshot: the picture is taken at its end).</source>
        <translation>以此轮数开始训练（配合 --screenshot：在结束时截图）。</translation>
    </message>
    <message>
        <source>With --screenshot: draw only the front of this session.</source>
        <translation>配合 --screenshot：只绘制此会话的前沿。</translation>
    </message>
    <message>
        <source>With --screenshot: draw only the plot that this document describes.</source>
        <translation>配合 --screenshot：只绘制此文档所描述的图表。</translation>
    </message>
    <message>
        <source>Size of the window, such as 1680x1050.</source>
        <translation>窗口大小，如 1680x1050。</translation>
    </message>
    <message>
        <source>Load this plan once the network is open.</source>
        <translation>网络打开后载入此方案。</translation>
    </message>
    <message>
        <source>Select the layer of this name.</source>
        <translation>选择此名称的层。</translation>
    </message>
    <message>
        <source>Bring a panel to the front: %1.</source>
        <translation>将面板置于前面：%1。</translation>
    </message>
    <message>
        <source>Run TorchScript archives, which are programs, without asking.</source>
        <translation>不经询问即运行 TorchScript 存档（它们是程序）。</translation>
    </message>
    <message>
        <source>See, tune, search and export the bit-widths of trained networks.</source>
        <translation>查看、调整、搜索并导出已训练网络的位宽。</translation>
    </message>
    <message>
        <source>Network to open: %1; or: example</source>
        <translation>要打开的网络：%1；或：example</translation>
    </message>
    <message>
        <source>cannot use window size &apos;%1&apos;: expected a size such as 1680x1050</source>
        <translation>无法使用窗口大小 &apos;%1&apos;：应为 1680x1050 这样的大小</translation>
    </message>
    <message>
        <source>cannot read the number of trials &apos;%1&apos;: expected a number</source>
        <translation>无法读取试验数 &apos;%1&apos;：应为数字</translation>
    </message>
    <message>
        <source>cannot read the number of epochs &apos;%1&apos;: expected a number</source>
        <translation>无法读取轮数 &apos;%1&apos;：应为数字</translation>
    </message>
    <message>
        <source>expected one network, not several</source>
        <translation>只能指定一个网络</translation>
    </message>
    <message>
        <source>--front and --plot need --screenshot FILE</source>
        <translation>--front 和 --plot 需要 --screenshot FILE</translation>
    </message>
    <message>
        <source>a screenshot needs a network to show</source>
        <translation>截图需要有可显示的网络</translation>
    </message>
    <message>
        <source>there is no panel &apos;%1&apos;: expected %2</source>
        <translation>没有面板 &apos;%1&apos;：应为 %2</translation>
    </message>
    <message>
        <source>there is no theme &apos;%1&apos;: expected light, dark, high-contrast or system</source>
        <translation>没有主题 &apos;%1&apos;：应为 light、dark、high-contrast 或 system</translation>
    </message>
    <message>
        <source>there is no language &apos;%1&apos;: expected system, en, de or zh_CN</source>
        <translation>没有语言 &apos;%1&apos;：应为 system、en、de 或 zh_CN</translation>
    </message>
    <message>
        <source>With --screenshot and --panel: draw only that panel.</source>
        <translation>与 --screenshot 和 --panel 一起使用：只绘制该面板。</translation>
    </message>
    <message>
        <source>--alone needs --screenshot FILE and --panel NAME</source>
        <translation>--alone 需要 --screenshot 文件 和 --panel 名称</translation>
    </message>
</context>
<context>
    <name>plot_export</name>
    <message>
        <source>Save as PNG...</source>
        <translation>另存为 PNG...</translation>
    </message>
    <message>
        <source>Save this plot as pixels</source>
        <translation>将此图表保存为像素图</translation>
    </message>
    <message>
        <source>Save as SVG...</source>
        <translation>另存为 SVG...</translation>
    </message>
    <message>
        <source>Save this plot as vector graphics</source>
        <translation>将此图表保存为矢量图</translation>
    </message>
    <message>
        <source>Save as PDF...</source>
        <translation>另存为 PDF...</translation>
    </message>
    <message>
        <source>Save this plot for printing</source>
        <translation>保存此图表以供打印</translation>
    </message>
    <message>
        <source>Save as CSV...</source>
        <translation>另存为 CSV...</translation>
    </message>
    <message>
        <source>Save the numbers of this plot as a table</source>
        <translation>将此图表的数值保存为表格</translation>
    </message>
    <message>
        <source>Save the plot</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Copy numbers</source>
        <translation>复制数值</translation>
    </message>
    <message>
        <source>Copy the numbers of this plot as a table</source>
        <translation>将此图表的数值复制为表格</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Copy this plot as pixels</source>
        <translation>将此图复制为像素图</translation>
    </message>
</context>
<context>
    <name>table_copy</name>
    <message>
        <source>&amp;Copy rows</source>
        <translation>复制行(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected rows as text with tabs</source>
        <translation>将所选行复制为以制表符分隔的文本</translation>
    </message>
    <message>
        <source>Copy &amp;table</source>
        <translation>复制表格(&amp;T)</translation>
    </message>
    <message>
        <source>Save as %1...</source>
        <translation>另存为 %1...</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>保存表格</translation>
    </message>
</context>
</TS>
