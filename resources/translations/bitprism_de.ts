<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AnswersPictureWords</name>
    <message>
        <source>no label</source>
        <translation>ohne Label</translation>
    </message>
    <message>
        <source>both right</source>
        <translation>beide richtig</translation>
    </message>
    <message>
        <source>only A right</source>
        <translation>nur A richtig</translation>
    </message>
    <message>
        <source>only B right</source>
        <translation>nur B richtig</translation>
    </message>
    <message>
        <source>both wrong, alike</source>
        <translation>beide falsch, gleich</translation>
    </message>
    <message>
        <source>both wrong, differently</source>
        <translation>beide falsch, verschieden</translation>
    </message>
    <message>
        <source>same answer</source>
        <translation>gleiche Antwort</translation>
    </message>
    <message>
        <source>other answer</source>
        <translation>andere Antwort</translation>
    </message>
    <message>
        <source>%1 of %2 images change their answer.</source>
        <translation>%1 von %2 Bildern ändern ihre Antwort.</translation>
    </message>
    <message>
        <source> Without labels, no answer is right or wrong.</source>
        <translation> Ohne Labels ist keine Antwort richtig oder falsch.</translation>
    </message>
    <message>
        <source> No image is answered rightly by one plan alone: they are equally good here.</source>
        <translation> Kein Bild wird nur von einem der Pläne richtig beantwortet: Hier sind sie gleich gut.</translation>
    </message>
    <message>
        <source> A and B answer equally many rightly.</source>
        <translation> A und B beantworten gleich viele richtig.</translation>
    </message>
    <message>
        <source> B answers %1 more rightly than A; the difference %2.</source>
        <translation> B beantwortet %1 mehr richtig als A; der Unterschied %2.</translation>
    </message>
    <message>
        <source> B answers %1 fewer rightly than A; the difference %2.</source>
        <translation> B beantwortet %1 weniger richtig als A; der Unterschied %2.</translation>
    </message>
</context>
<context>
    <name>BitsPainterWords</name>
    <message>
        <source>No network is open</source>
        <translation>Kein Netz geöffnet</translation>
    </message>
    <message>
        <source>input</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>drag a point of the curve · left, right, up, down · Enter lays · C next, Esc ends</source>
        <translation>Punkt der Kurve ziehen · Pfeiltasten · Eingabe legt die Bits · C nächste, Esc beendet</translation>
    </message>
    <message>
        <source>drag a point · Enter lays · Esc ends</source>
        <translation>Punkt ziehen · Eingabe legt · Esc beendet</translation>
    </message>
    <message>
        <source>Esc ends</source>
        <translation>Esc beendet</translation>
    </message>
    <message>
        <source>painting · P ends</source>
        <translation>Malen · P beendet</translation>
    </message>
</context>
<context>
    <name>BitsTextWords</name>
    <message>
        <source>%1: %2, %3 weights, %4</source>
        <translation>%1: %2, %3 Gewichte, %4</translation>
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
Sensitivität %1 Nat</translation>
    </message>
    <message>
        <source>
locked (L unlocks)</source>
        <translation>
gesperrt (L entsperrt)</translation>
    </message>
</context>
<context>
    <name>ChangeTextWords</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 Punkte</translation>
    </message>
    <message>
        <source>is hardly chance: p &lt; %1</source>
        <translation>ist kaum Zufall: p &lt; %1</translation>
    </message>
    <message>
        <source>is hardly chance: p = %1</source>
        <translation>ist kaum Zufall: p = %1</translation>
    </message>
    <message>
        <source>may be chance: p = %1</source>
        <translation>kann Zufall sein: p = %1</translation>
    </message>
</context>
<context>
    <name>ComparePicturesWords</name>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>half float</source>
        <translation>Half-Float</translation>
    </message>
    <message>
        <source>auto: %1</source>
        <translation>auto: %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
    <message>
        <source>%1, channel %2.</source>
        <translation>%1, Kanal %2.</translation>
    </message>
    <message>
        <source>%1; levels of the channel with the median scale.</source>
        <translation>%1; Stufen des Kanals mit der mittleren Skala.</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>even grid</source>
        <translation>gleichmäßiges Raster</translation>
    </message>
    <message>
        <source>few values</source>
        <translation>wenige Werte</translation>
    </message>
</context>
<context>
    <name>Doctor</name>
    <message>
        <source>Wrong preprocessing</source>
        <translation>Falsche Vorverarbeitung</translation>
    </message>
    <message>
        <source>Labels do not fit the network</source>
        <translation>Labels passen nicht zum Netz</translation>
    </message>
    <message>
        <source>Outlier channel</source>
        <translation>Ausreißerkanal</translation>
    </message>
    <message>
        <source>Dead channels</source>
        <translation>Tote Kanäle</translation>
    </message>
    <message>
        <source>Range far from the weights</source>
        <translation>Bereich passt nicht zu den Gewichten</translation>
    </message>
    <message>
        <source>Range far from the layer&apos;s input</source>
        <translation>Bereich passt nicht zur Eingabe</translation>
    </message>
    <message>
        <source>Too few bits</source>
        <translation>Zu wenige Bits</translation>
    </message>
    <message>
        <source>Depthwise layer with one scale</source>
        <translation>Depthwise-Schicht mit nur einer Skala</translation>
    </message>
    <message>
        <source>A better method</source>
        <translation>Ein besseres Verfahren</translation>
    </message>
    <message>
        <source>Too few calibration images</source>
        <translation>Zu wenige Kalibrierbilder</translation>
    </message>
    <message>
        <source>More bits than needed</source>
        <translation>Mehr Bits als nötig</translation>
    </message>
    <message>
        <source>%1 points of accuracy</source>
        <translation>Genauigkeit: %1 Prozentpunkte</translation>
    </message>
    <message>
        <source>%1 dB SQNR of the layer&apos;s output</source>
        <translation>%1 dB SQNR der Ausgabe der Schicht</translation>
    </message>
    <message>
        <source>%1 dB SQNR of the weights</source>
        <translation>%1 dB SQNR der Gewichte</translation>
    </message>
    <message>
        <source>%1 dB SQNR of the layer&apos;s input</source>
        <translation>%1 dB SQNR der Eingabe der Schicht</translation>
    </message>
    <message>
        <source>%1 smaller</source>
        <translation>%1 kleiner</translation>
    </message>
    <message>
        <source>%1 larger</source>
        <translation>%1 größer</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>None of the usual settings of the images is better: check the numbering of the labels and the preprocessing that the network was trained with.</source>
        <translation>Keine der üblichen Einstellungen der Bilder ist besser: Prüfen Sie die Nummerierung der Labels und die Vorverarbeitung, mit der das Netz trainiert wurde.</translation>
    </message>
    <message>
        <source>The float network is right on only %1 of %2 images.</source>
        <translation>Das Float-Netz liegt bei nur %1 von %2 Bildern richtig.</translation>
    </message>
    <message>
        <source>Prepare the images by mean and deviation of %1: %2.</source>
        <translation>Bilder mit Mittelwert und Streuung von %1 vorverarbeiten: %2.</translation>
    </message>
    <message>
        <source>measured on %1 images</source>
        <translation>an %1 Bildern gemessen</translation>
    </message>
    <message>
        <source>%1: %2 filters share one scale, though the largest range is %3 times the median one.</source>
        <translation>%1: %2 Filter teilen sich eine Skala, obwohl der größte Bereich das %3-Fache des mittleren ist.</translation>
    </message>
    <message>
        <source>Give every filter a scale of its own.</source>
        <translation>Jedem Filter eine eigene Skala geben.</translation>
    </message>
    <message>
        <source>Split the channel: %1 at %2 bits.</source>
        <translation>Den Kanal aufteilen: %1 mit %2 Bits.</translation>
    </message>
    <message>
        <source>Give small and large weights steps of their own: %1 at %2 bits.</source>
        <translation>Kleinen und großen Gewichten eigene Schrittweiten geben: %1 mit %2 Bits.</translation>
    </message>
    <message>
        <source>Give every output channel a scale of its own: %1 at %2 bits.</source>
        <translation>Jedem Ausgangskanal eine eigene Skala geben: %1 mit %2 Bits.</translation>
    </message>
    <message>
        <source>Clip the range: %1 at %2 bits.</source>
        <translation>Den Bereich begrenzen: %1 mit %2 Bits.</translation>
    </message>
    <message>
        <source>%1: the range of output channel %2 is %3 times that of the others, with which it shares a scale.</source>
        <translation>%1: Der Bereich von Ausgangskanal %2 ist das %3-Fache des Bereichs der anderen, mit denen er sich eine Skala teilt.</translation>
    </message>
    <message>
        <source>%1: the range of input channel %2 is %3 times that of the others, with which it shares a scale.</source>
        <translation>%1: Der Bereich von Eingangskanal %2 ist das %3-Fache des Bereichs der anderen, mit denen er sich eine Skala teilt.</translation>
    </message>
    <message>
        <source>%1: the range ends at %2 standard deviations, but 99.9 % of the weights lie within %3.</source>
        <translation>%1: Der Bereich endet bei %2 Standardabweichungen, aber 99,9 % der Gewichte liegen innerhalb von %3.</translation>
    </message>
    <message>
        <source>Clip the range: %1.</source>
        <translation>Den Bereich begrenzen: %1.</translation>
    </message>
    <message>
        <source>%1: at %2 bits and in about the same bytes, %3 has %4 dB less error than %5.</source>
        <translation>%1: Mit %2 Bits und etwa gleich vielen Bytes hat %3 einen um %4 dB kleineren Fehler als %5.</translation>
    </message>
    <message>
        <source>Use %1.</source>
        <translation>%1 verwenden.</translation>
    </message>
    <message>
        <source>In %1 depthwise layers the filters share one scale: %2.</source>
        <translation>In %1 Depthwise-Schichten teilen sich die Filter eine Skala: %2.</translation>
    </message>
    <message>
        <source>In %1 layers few channels have a far larger range than those they share a scale with: %2.</source>
        <translation>In %1 Schichten haben wenige Kanäle einen weit größeren Bereich als die anderen, mit denen sie sich eine Skala teilen: %2.</translation>
    </message>
    <message>
        <source>In %1 layers the range ends far beyond nearly all weights: %2.</source>
        <translation>In %1 Schichten endet der Bereich weit jenseits fast aller Gewichte: %2.</translation>
    </message>
    <message>
        <source>In %1 layers another method has clearly less error in about the same bytes: %2.</source>
        <translation>In %1 Schichten hat ein anderes Verfahren bei etwa gleich vielen Bytes einen deutlich kleineren Fehler: %2.</translation>
    </message>
    <message>
        <source>Split, clip or scale the channels by themselves, in each layer as its error says.</source>
        <translation>Kanäle aufteilen, begrenzen oder einzeln skalieren, in jeder Schicht so, wie es ihr Fehler nahelegt.</translation>
    </message>
    <message>
        <source>Clip the ranges, in each layer by the rule with the least error.</source>
        <translation>Bereiche begrenzen, in jeder Schicht nach der Regel mit dem kleinsten Fehler.</translation>
    </message>
    <message>
        <source>Use the best method in each of them.</source>
        <translation>In jeder von ihnen das beste Verfahren verwenden.</translation>
    </message>
    <message>
        <source>%1, the first layer, has %2 bits and causes %3 of the plan&apos;s damage with %4 of its bytes.</source>
        <translation>%1, die erste Schicht, hat %2 Bits und verursacht %3 des Schadens des Plans mit %4 seiner Bytes.</translation>
    </message>
    <message>
        <source>%1, the last layer, has %2 bits and causes %3 of the plan&apos;s damage with %4 of its bytes.</source>
        <translation>%1, die letzte Schicht, hat %2 Bits und verursacht %3 des Schadens des Plans mit %4 seiner Bytes.</translation>
    </message>
    <message>
        <source>%1 has %2 bits and causes %3 of the plan&apos;s damage with %4 of its bytes.</source>
        <translation>%1 hat %2 Bits und verursacht %3 des Schadens des Plans mit %4 seiner Bytes.</translation>
    </message>
    <message>
        <source>Give it %1 bits.</source>
        <translation>Ihr %1 Bits geben.</translation>
    </message>
    <message>
        <source>%1 has %2 bits and takes %3 of the plan&apos;s bytes, but causes only %4 of its damage.</source>
        <translation>%1 hat %2 Bits und belegt %3 der Bytes des Plans, verursacht aber nur %4 seines Schadens.</translation>
    </message>
    <message>
        <source>Give it %1 bits; the damage hardly grows.</source>
        <translation>Ihr %1 Bits geben; der Schaden wächst kaum.</translation>
    </message>
    <message>
        <source>Give it %1 bits; there is still no damage.</source>
        <translation>Ihr %1 Bits geben; es entsteht weiterhin kein Schaden.</translation>
    </message>
    <message>
        <source>exact bytes; damage from measured sensitivities</source>
        <translation>Bytes exakt; Schaden aus gemessenen Sensitivitäten</translation>
    </message>
    <message>
        <source>exact bytes; damage predicted from layers</source>
        <translation>Bytes exakt; Schaden aus den Schichten vorhergesagt</translation>
    </message>
    <message>
        <source>%1: all weights of %2 of %3 output channels are zero, but they take as many bits as the others.</source>
        <translation>%1: In %2 von %3 Ausgangskanälen sind alle Gewichte null, aber sie belegen so viele Bits wie die anderen.</translation>
    </message>
    <message>
        <source>%1: %2 of %3 output channels are zero on all %4 calibration images, but they take as many bits as the others.</source>
        <translation>%1: %2 von %3 Ausgangskanälen sind auf allen %4 Kalibrierbildern null, belegen aber so viele Bits wie die anderen.</translation>
    </message>
    <message>
        <source>Give each channel bits by what it carries: %1 at %2 bits.</source>
        <translation>Jedem Kanal Bits nach seinem Inhalt geben: %1 mit %2 Bits.</translation>
    </message>
    <message>
        <source>Clear these channels, and give each bits by what it carries: %1 at %2 bits.</source>
        <translation>Diese Kanäle leeren und jedem Kanal Bits nach seinem Inhalt geben: %1 mit %2 Bits.</translation>
    </message>
    <message>
        <source>exact bytes; the rounding error stays negligible or as it is</source>
        <translation>Bytes exakt; der Rundungsfehler bleibt vernachlässigbar oder unverändert</translation>
    </message>
    <message>
        <source>%1: the levels of its input do not fit the values from %2 to %3 that %4 calibration images give.</source>
        <translation>%1: Die Stufen der Eingabe passen nicht zu den Werten von %2 bis %3, die %4 Kalibrierbilder liefern.</translation>
    </message>
    <message>
        <source>%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: %7 of what is not zero is cut off.</source>
        <translation>%1: Der Bereich der Eingabe ist %2 bis %3, aber %4 Kalibrierbilder liefern %5 bis %6: %7 der Werte ungleich null werden abgeschnitten.</translation>
    </message>
    <message>
        <source>%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: only %7 of %8 levels are used.</source>
        <translation>%1: Der Bereich der Eingabe ist %2 bis %3, aber %4 Kalibrierbilder liefern %5 bis %6: Nur %7 von %8 Stufen werden genutzt.</translation>
    </message>
    <message>
        <source>Choose the range from the calibration images: %1.</source>
        <translation>Den Bereich aus den Kalibrierbildern wählen: %1.</translation>
    </message>
    <message>
        <source>computed on %1 calibration images</source>
        <translation>an %1 Kalibrierbildern berechnet</translation>
    </message>
    <message>
        <source>Input ranges chosen on one half of the %1 calibration images have %2 dB more error on the other half.</source>
        <translation>Auf einer Hälfte der %1 Kalibrierbilder gewählte Eingabebereiche haben auf der anderen Hälfte einen um %2 dB größeren Fehler.</translation>
    </message>
    <message>
        <source>Calibrate on more images.</source>
        <translation>Mit mehr Bildern kalibrieren.</translation>
    </message>
    <message>
        <source>half of what is lost between halves of the images</source>
        <translation>die Hälfte dessen, was zwischen den Hälften der Bilder verloren geht</translation>
    </message>
    <message>
        <source>Choose the ranges by a steadier rule, %1, or calibrate on more images.</source>
        <translation>Die Bereiche nach einer stabileren Regel (%1) wählen oder mit mehr Bildern kalibrieren.</translation>
    </message>
    <message>
        <source>ranges chosen on one half of the images, judged on the other</source>
        <translation>Bereiche auf einer Hälfte der Bilder gewählt, auf der anderen beurteilt</translation>
    </message>
    <message>
        <source>computed from the weights alone</source>
        <translation>allein aus den Gewichten berechnet</translation>
    </message>
    <message>
        <source>computed from the weights alone; accuracy from the measured sensitivities and this plan&apos;s accuracy</source>
        <translation>allein aus den Gewichten berechnet; Genauigkeit aus den gemessenen Sensitivitäten und der Genauigkeit dieses Plans</translation>
    </message>
    <message>
        <source>computed from the weights alone; accuracy from the predicted damage of all layers and this plan&apos;s accuracy</source>
        <translation>allein aus den Gewichten berechnet; Genauigkeit aus dem vorhergesagten Schaden aller Schichten und der Genauigkeit dieses Plans</translation>
    </message>
    <message>
        <source>computed from the layer&apos;s inputs on %1 calibration images</source>
        <translation>aus den Eingaben der Schicht an %1 Kalibrierbildern berechnet</translation>
    </message>
    <message>
        <source>computed from the layer&apos;s inputs on %1 calibration images; accuracy from the measured sensitivities and this plan&apos;s accuracy</source>
        <translation>aus den Eingaben der Schicht an %1 Kalibrierbildern berechnet; Genauigkeit aus den gemessenen Sensitivitäten und der Genauigkeit dieses Plans</translation>
    </message>
    <message>
        <source>computed from the layer&apos;s inputs on %1 calibration images; accuracy from the predicted damage of all layers and this plan&apos;s accuracy</source>
        <translation>aus den Eingaben der Schicht an %1 Kalibrierbildern berechnet; Genauigkeit aus dem vorhergesagten Schaden aller Schichten und der Genauigkeit dieses Plans</translation>
    </message>
    <message>
        <source>methods, ranges, channels and bits of the weights of %1 layers</source>
        <translation>Verfahren, Bereiche, Kanäle und Bits der Gewichte von %1 Schichten</translation>
    </message>
    <message>
        <source>the effect on layers&apos; outputs on %1 calibration images</source>
        <translation>die Wirkung auf die Ausgaben der Schichten an %1 Kalibrierbildern</translation>
    </message>
    <message>
        <source>the effect on layers&apos; outputs: layer inputs are not measured</source>
        <translation>die Wirkung auf die Ausgaben der Schichten: Eingaben der Schichten sind nicht gemessen</translation>
    </message>
    <message>
        <source>ranges of layers&apos; inputs</source>
        <translation>Bereiche der Eingaben der Schichten</translation>
    </message>
    <message>
        <source>ranges of layers&apos; inputs: they are not measured</source>
        <translation>Bereiche der Eingaben der Schichten: Sie sind nicht gemessen</translation>
    </message>
    <message>
        <source>halves of the calibration images against each other</source>
        <translation>Hälften der Kalibrierbilder gegeneinander</translation>
    </message>
    <message>
        <source>the preparation of the images</source>
        <translation>die Vorverarbeitung der Bilder</translation>
    </message>
    <message>
        <source>the preparation of the images: no accuracy is measured</source>
        <translation>die Vorverarbeitung der Bilder: Es ist keine Genauigkeit gemessen</translation>
    </message>
    <message>
        <source>measured sensitivities: there are none, so that damage is predicted</source>
        <translation>gemessene Sensitivitäten: Es gibt keine, daher wird der Schaden vorhergesagt</translation>
    </message>
    <message>
        <source>measured sensitivities of the layers</source>
        <translation>gemessene Sensitivitäten der Schichten</translation>
    </message>
</context>
<context>
    <name>EstimateText</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>1 evaluation</source>
        <translation>1 Auswertung</translation>
    </message>
    <message>
        <source>%1 evaluations</source>
        <translation>%1 Auswertungen</translation>
    </message>
    <message>
        <source>%1 of about %2, cheap ones of %3 in total, %4 sensitivities of %5 in total: about %6</source>
        <translation>%1 zu etwa %2, günstige zu insgesamt %3, %4 Sensitivitäten zu insgesamt %5: etwa %6</translation>
    </message>
    <message>
        <source>%1 of about %2, cheap ones of %3 in total: about %4</source>
        <translation>%1 zu etwa %2, günstige zu insgesamt %3: etwa %4</translation>
    </message>
    <message>
        <source>%1 of about %2, %3 sensitivities of %4 in total: about %5</source>
        <translation>%1 zu etwa %2, %3 Sensitivitäten zu insgesamt %4: etwa %5</translation>
    </message>
    <message>
        <source>%1 of about %2: about %3</source>
        <translation>%1 zu etwa %2: etwa %3</translation>
    </message>
    <message>
        <source>All of these trials are measured; a larger number goes on.</source>
        <translation>Alle diese Versuche sind gemessen; eine größere Zahl setzt fort.</translation>
    </message>
</context>
<context>
    <name>FrontAxesWords</name>
    <message>
        <source>memory with activations, %1</source>
        <translation>Speicher mit Aktivierungen, %1</translation>
    </message>
    <message>
        <source>memory, %1</source>
        <translation>Speicher, %1</translation>
    </message>
    <message>
        <source>%1, dB</source>
        <translation>%1, dB</translation>
    </message>
    <message>
        <source>bit operations, %1</source>
        <translation>Bitoperationen, %1</translation>
    </message>
    <message>
        <source>latency, %1</source>
        <translation>Latenz, %1</translation>
    </message>
</context>
<context>
    <name>FrontCurvesWords</name>
    <message>
        <source>predicted - 2 deviations</source>
        <translation>vorhergesagt - 2 Abweichungen</translation>
    </message>
    <message>
        <source>predicted + 2 deviations</source>
        <translation>vorhergesagt + 2 Abweichungen</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>vorhergesagt</translation>
    </message>
    <message>
        <source>front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>this session</source>
        <translation>diese Sitzung</translation>
    </message>
    <message>
        <source>knee</source>
        <translation>Knie</translation>
    </message>
</context>
<context>
    <name>FrontGroupsWords</name>
    <message>
        <source>trials %1 to %2</source>
        <translation>Versuche %1 bis %2</translation>
    </message>
    <message>
        <source>evaluations of %1</source>
        <translation>Auswertungen von %1</translation>
    </message>
    <message>
        <source>task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>session</source>
        <translation>Sitzung</translation>
    </message>
</context>
<context>
    <name>FrontOthersWords</name>
    <message>
        <source>evaluations of %1</source>
        <translation>Auswertungen von %1</translation>
    </message>
    <message>
        <source>%1, hypervolume %2</source>
        <translation>%1, Hypervolumen %2</translation>
    </message>
</context>
<context>
    <name>FrontOverlayWords</name>
    <message>
        <source>this plan</source>
        <translation>dieser Plan</translation>
    </message>
    <message>
        <source>this plan (predicted)</source>
        <translation>dieser Plan (vorhergesagt)</translation>
    </message>
    <message>
        <source>best predicted</source>
        <translation>beste Vorhersage</translation>
    </message>
    <message>
        <source>uniform bits</source>
        <translation>gleiche Bits</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>float %1</source>
        <translation>Float %1</translation>
    </message>
    <message>
        <source>▾ this plan, %1</source>
        <translation>▾ dieser Plan, %1</translation>
    </message>
    <message>
        <source>this plan, %1 ▾</source>
        <translation>dieser Plan, %1 ▾</translation>
    </message>
    <message>
        <source>this plan, %1 ▸</source>
        <translation>dieser Plan, %1 ▸</translation>
    </message>
    <message>
        <source>◂ this plan, %1</source>
        <translation>◂ dieser Plan, %1</translation>
    </message>
</context>
<context>
    <name>GraphFigureWords</name>
    <message>
        <source>bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>%1 dB or more</source>
        <translation>%1 dB oder mehr</translation>
    </message>
    <message>
        <source>%1 dB or less</source>
        <translation>%1 dB oder weniger</translation>
    </message>
    <message>
        <source>sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>low</source>
        <translation>niedrig</translation>
    </message>
    <message>
        <source>high (up to %1 nats)</source>
        <translation>hoch (bis %1 Nat)</translation>
    </message>
    <message>
        <source>sensitivity: not measured</source>
        <translation>Sensitivität: nicht gemessen</translation>
    </message>
</context>
<context>
    <name>GraphTextsWords</name>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>%1, locked</source>
        <translation>%1, gesperrt</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>%1 nats</source>
        <translation>%1 Nat</translation>
    </message>
    <message>
        <source>Input bits</source>
        <translation>Eingabebits</translation>
    </message>
    <message>
        <source>operand %1</source>
        <translation>Operand %1</translation>
    </message>
    <message>
        <source>%1 after %2</source>
        <translation>%1 nach %2</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>Gives</source>
        <translation>Liefert</translation>
    </message>
    <message>
        <source>%1 for one image</source>
        <translation>%1 für ein Bild</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Name in the file</source>
        <translation>Name in der Datei</translation>
    </message>
</context>
<context>
    <name>PreprocessingEdit</name>
    <message>
        <source>another preprocessing</source>
        <translation>andere Vorverarbeitung</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>%1 + %2 ep</source>
        <translation>%1 + %2 Ep.</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 × %2 pixels, %3 channels</source>
        <translation>%1 × %2 Pixel, %3 Kanäle</translation>
    </message>
    <message>
        <source>of several sizes, %1 channels</source>
        <translation>verschiedener Größe, %1 Kanäle</translation>
    </message>
    <message>
        <source>one class per pixel, %1 classes</source>
        <translation>eine Klasse je Pixel, %1 Klassen</translation>
    </message>
    <message>
        <source>no labels</source>
        <translation>ohne Labels</translation>
    </message>
    <message>
        <source>labels up to %1</source>
        <translation>Labels bis %1</translation>
    </message>
    <message>
        <source>%1 classes</source>
        <translation>%1 Klassen</translation>
    </message>
</context>
<context>
    <name>RunningWorkers</name>
    <message>
        <source>%1 plans on %2</source>
        <translation>%1 Pläne auf %2</translation>
    </message>
    <message>
        <source>a plan on %1 for the report</source>
        <translation>ein Plan auf %1 für den Bericht</translation>
    </message>
    <message>
        <source>a plan on %1</source>
        <translation>ein Plan auf %1</translation>
    </message>
    <message>
        <source>%1, process %2</source>
        <translation>%1, Prozess %2</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>Replace the file?</source>
        <translation>Datei ersetzen?</translation>
    </message>
    <message>
        <source>%1 is already in %2.</source>
        <translation>%1 ist in %2 schon vorhanden.</translation>
    </message>
    <message>
        <source>Replacing it deletes its current content.</source>
        <translation>Beim Ersetzen geht der bisherige Inhalt verloren.</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>E&amp;rsetzen</translation>
    </message>
</context>
<context>
    <name>TaskText</name>
    <message>
        <source>all images</source>
        <translation>alle Bilder</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 + 1 epoch</source>
        <translation>%1 + 1 Epoche</translation>
    </message>
    <message>
        <source>%1 + %2 epochs</source>
        <translation>%1 + %2 Epochen</translation>
    </message>
</context>
<context>
    <name>TrialsQueryWords</name>
    <message>
        <source>&apos;%1&apos; needs a number, such as %1&lt;=4</source>
        <translation>„%1“ braucht eine Zahl, etwa %1&lt;=4</translation>
    </message>
    <message>
        <source>trial</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>unseen</source>
        <translation>ungesehen</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>No layer or column is called &apos;%1&apos;</source>
        <translation>Keine Schicht oder Spalte heißt „%1“</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>open a network first</source>
        <translation>zuerst ein Netz öffnen</translation>
    </message>
    <message>
        <source>open images first</source>
        <translation>zuerst Bilder öffnen</translation>
    </message>
    <message>
        <source>start a search first: there is no session</source>
        <translation>zuerst eine Suche starten: es gibt keine Sitzung</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Measure plan</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>choose the training images first</source>
        <translation>zuerst die Trainingsbilder wählen</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Compare methods</source>
        <translation>Verfahren vergleichen</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
</context>
<context>
    <name>WorkerLine</name>
    <message>
        <source>the port is chosen when the search starts: copy the line then</source>
        <translation>der Port wird beim Start der Suche gewählt: die Zeile dann kopieren</translation>
    </message>
</context>
<context>
    <name>bitprism::Actions</name>
    <message>
        <source>&amp;Open...</source>
        <translation>Ö&amp;ffnen...</translation>
    </message>
    <message>
        <source>Open a network: %1</source>
        <translation>Netz öffnen: %1</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>Öffnen...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation>Ctrl+Shift+O</translation>
    </message>
    <message>
        <source>Open the bundled network with its images</source>
        <translation>Mitgeliefertes Netz mit seinen Bildern öffnen</translation>
    </message>
    <message>
        <source>Open &amp;images...</source>
        <translation>Bi&amp;lder öffnen...</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Open images for measuring plans, with or without labels</source>
        <translation>Bilder zum Messen von Plänen öffnen, mit oder ohne Labels</translation>
    </message>
    <message>
        <source>Images...</source>
        <translation>Bilder...</translation>
    </message>
    <message>
        <source>&amp;Save plan</source>
        <translation>Plan &amp;speichern</translation>
    </message>
    <message>
        <source>Save the plan with its locks, ranges and ties to its file</source>
        <translation>Plan mit Sperren, Bereichen und Kopplungen in seine Datei speichern</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Ctrl+Shift+S</translation>
    </message>
    <message>
        <source>Save the plan to another file</source>
        <translation>Plan in eine andere Datei speichern</translation>
    </message>
    <message>
        <source>Save the search with all its measurements to a session file</source>
        <translation>Suche mit allen Messungen in eine Sitzungsdatei speichern</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>&amp;Exportieren...</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>Export the network under this plan, the plan or the front to a file</source>
        <translation>Netz unter diesem Plan, Plan oder Front in eine Datei exportieren</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Export...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Been&amp;den</translation>
    </message>
    <message>
        <source>Quit BitPrism</source>
        <translation>BitPrism beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>↶ Undo</source>
        <translation>↶ Rückgängig</translation>
    </message>
    <message>
        <source>Undo the last edit of the plan</source>
        <translation>Letzte Änderung des Plans rückgängig machen</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Z</source>
        <translation>Ctrl+Shift+Z</translation>
    </message>
    <message>
        <source>↷ Redo</source>
        <translation>↷ Wiederholen</translation>
    </message>
    <message>
        <source>Redo the last undone edit</source>
        <translation>Zuletzt rückgängig gemachte Änderung wiederholen</translation>
    </message>
    <message>
        <source>&amp;Find layers</source>
        <translation>Schichten &amp;suchen</translation>
    </message>
    <message>
        <source>Filter the layers by name, kind, shape or bits</source>
        <translation>Schichten nach Name, Art, Form oder Bits filtern</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Locked layers keep their bits in edits and searches</source>
        <translation>Gesperrte Schichten behalten ihre Bits bei Änderungen und Suchen</translation>
    </message>
    <message>
        <source>&amp;Tie layers that are added</source>
        <translation>Addierte Schichten &amp;koppeln</translation>
    </message>
    <message>
        <source>Layers whose outputs are added share one bit-width in edits and searches</source>
        <translation>Schichten, deren Ausgaben addiert werden, haben bei Änderungen und Suchen dieselbe Bitbreite</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Cancel running work and close the message</source>
        <translation>Laufende Arbeit abbrechen und Meldung schließen</translation>
    </message>
    <message>
        <source>&amp;Measure plan</source>
        <translation>Plan &amp;messen</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>Measure this plan, also on images that searches never use</source>
        <translation>Diesen Plan messen, auch mit Bildern, die Suchen nie verwenden</translation>
    </message>
    <message>
        <source>Measure plan</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Ctrl+Alt+O</source>
        <translation>Ctrl+Alt+O</translation>
    </message>
    <message>
        <source>Load an exported plan</source>
        <translation>Exportierten Plan laden</translation>
    </message>
    <message>
        <source>&amp;Symmetric</source>
        <translation>&amp;Symmetrisch</translation>
    </message>
    <message>
        <source>Scales without zero points</source>
        <translation>Skalen ohne Nullpunkt</translation>
    </message>
    <message>
        <source>Per &amp;channel</source>
        <translation>Je &amp;Kanal</translation>
    </message>
    <message>
        <source>One scale per output channel instead of one for the layer</source>
        <translation>Eine Skala je Ausgangskanal statt einer für die Schicht</translation>
    </message>
    <message>
        <source>&amp;Least-squares ranges</source>
        <translation>Bereiche kleinster &amp;Quadrate</translation>
    </message>
    <message>
        <source>Clip where the squared error is smallest instead of not clipping</source>
        <translation>Dort begrenzen, wo der quadratische Fehler am kleinsten ist, statt gar nicht</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Clip the outermost weights, keeping %1 % of all weights within the range</source>
        <translation>Äußerste Gewichte begrenzen, sodass %1 % aller Gewichte im Bereich bleiben</translation>
    </message>
    <message>
        <source>Correct every channel&apos;s mean, which rounding shifts</source>
        <translation>Mittelwert jedes Kanals korrigieren, den das Runden verschiebt</translation>
    </message>
    <message>
        <source>&amp;Choose...</source>
        <translation>Aus&amp;wählen...</translation>
    </message>
    <message>
        <source>Ctrl+M</source>
        <translation>Ctrl+M</translation>
    </message>
    <message>
        <source>Choose how the weights of the selected layers are quantized</source>
        <translation>Festlegen, wie die Gewichte der ausgewählten Schichten quantisiert werden</translation>
    </message>
    <message>
        <source>&amp;Apply to all layers</source>
        <translation>Auf &amp;alle Schichten anwenden</translation>
    </message>
    <message>
        <source>Ctrl+Shift+M</source>
        <translation>Ctrl+Shift+M</translation>
    </message>
    <message>
        <source>Quantize all unlocked layers like the selected one, keeping their bits</source>
        <translation>Alle nicht gesperrten Schichten bei gleichen Bits wie die ausgewählte quantisieren</translation>
    </message>
    <message>
        <source>&amp;Best here</source>
        <translation>&amp;Bestes hier</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Choose the method with the smallest error for this layer at its bits, within its current bytes</source>
        <translation>Verfahren mit dem kleinsten Fehler für diese Schicht bei ihren Bits wählen, ohne mehr Bytes als jetzt</translation>
    </message>
    <message>
        <source>Best at an&amp;y size</source>
        <translation>Bestes bei jeder &amp;Größe</translation>
    </message>
    <message>
        <source>Ctrl+Shift+B</source>
        <translation>Ctrl+Shift+B</translation>
    </message>
    <message>
        <source>Choose the method with the smallest error for this layer at its bits, in any number of bytes</source>
        <translation>Verfahren mit dem kleinsten Fehler für diese Schicht bei ihren Bits wählen, bei beliebig vielen Bytes</translation>
    </message>
    <message>
        <source>Compare &amp;solvers</source>
        <translation>&amp;Löser vergleichen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+G</source>
        <translation>Ctrl+Shift+G</translation>
    </message>
    <message>
        <source>Also compare AdaRound and GPTQ, which use calibration images, and judge by the output</source>
        <translation>Auch AdaRound und GPTQ vergleichen, die Kalibrierbilder verwenden, und nach der Ausgabe beurteilen</translation>
    </message>
    <message>
        <source>&amp;Float</source>
        <translation>&amp;Float</translation>
    </message>
    <message>
        <source>Layer inputs stay float</source>
        <translation>Eingaben der Schichten bleiben Float</translation>
    </message>
    <message>
        <source>&amp;%1 bits</source>
        <translation>&amp;%1 Bit</translation>
    </message>
    <message>
        <source>Round the input of every layer to %1 bits</source>
        <translation>Eingabe jeder Schicht auf %1 Bit runden</translation>
    </message>
    <message>
        <source>As the &amp;weights</source>
        <translation>Wie die &amp;Gewichte</translation>
    </message>
    <message>
        <source>Round the input of every layer to the bit-width of its weights</source>
        <translation>Eingabe jeder Schicht auf die Bitbreite ihrer Gewichte runden</translation>
    </message>
    <message>
        <source>&amp;Least squares</source>
        <translation>Kleinste &amp;Quadrate</translation>
    </message>
    <message>
        <source>Clip inputs where the squared error is smallest</source>
        <translation>Eingaben dort begrenzen, wo der quadratische Fehler am kleinsten ist</translation>
    </message>
    <message>
        <source>&amp;Min-max</source>
        <translation>&amp;Min-Max</translation>
    </message>
    <message>
        <source>Clip no value seen on calibration images</source>
        <translation>Keinen Wert begrenzen, der auf Kalibrierbildern vorkommt</translation>
    </message>
    <message>
        <source>&amp;Percentile 99.99 %</source>
        <translation>&amp;Perzentil 99,99 %</translation>
    </message>
    <message>
        <source>Clip the outermost inputs</source>
        <translation>Äußerste Eingaben begrenzen</translation>
    </message>
    <message>
        <source>Mean of &amp;batch extremes</source>
        <translation>Mittel der &amp;Batch-Extreme</translation>
    </message>
    <message>
        <source>Clip at the mean of the batches&apos; extremes</source>
        <translation>Beim Mittel der Extremwerte der Batches begrenzen</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Search for better plans, or continue the stopped search</source>
        <translation>Bessere Pläne suchen oder die angehaltene Suche fortsetzen</translation>
    </message>
    <message>
        <source>▶ Search</source>
        <translation>▶ Suchen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausieren</translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation>Ctrl+Space</translation>
    </message>
    <message>
        <source>Let running evaluations finish and wait (Space in the front and the bars)</source>
        <translation>Laufende Auswertungen beenden lassen und warten (Leertaste in Front und Balken)</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ Pause</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>Be&amp;enden</translation>
    </message>
    <message>
        <source>Ctrl+.</source>
        <translation>Ctrl+.</translation>
    </message>
    <message>
        <source>End the search; measurements are kept</source>
        <translation>Suche beenden; Messungen bleiben erhalten</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ Stopp</translation>
    </message>
    <message>
        <source>&amp;Fork search...</source>
        <translation>Suche a&amp;bzweigen...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation>Ctrl+Shift+R</translation>
    </message>
    <message>
        <source>Start another search with the form&apos;s settings and the measurements of this one</source>
        <translation>Weitere Suche mit den Einstellungen des Formulars und den Messungen dieser starten</translation>
    </message>
    <message>
        <source>&amp;Compare with a session...</source>
        <translation>Mit einer Sitzung &amp;vergleichen...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Show the front of another session for comparison</source>
        <translation>Front einer anderen Sitzung zum Vergleich anzeigen</translation>
    </message>
    <message>
        <source>Stop c&amp;omparing</source>
        <translation>Nicht mehr ver&amp;gleichen</translation>
    </message>
    <message>
        <source>Show only the front of this session</source>
        <translation>Nur die Front dieser Sitzung anzeigen</translation>
    </message>
    <message>
        <source>Start &amp;training</source>
        <translation>&amp;Training starten</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Train the network under its plan</source>
        <translation>Netz unter seinem Plan trainieren</translation>
    </message>
    <message>
        <source>▶ Train</source>
        <translation>▶ Trainieren</translation>
    </message>
    <message>
        <source>St&amp;op training</source>
        <translation>Training b&amp;eenden</translation>
    </message>
    <message>
        <source>Ctrl+Shift+.</source>
        <translation>Ctrl+Shift+.</translation>
    </message>
    <message>
        <source>End the training with the best epoch so far</source>
        <translation>Training mit der bisher besten Epoche beenden</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>Hoher &amp;Kontrast</translation>
    </message>
    <message>
        <source>Colours of the window</source>
        <translation>Farben des Fensters</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Ctrl+0</source>
        <translation>Ctrl+0</translation>
    </message>
    <message>
        <source>Restore the initial arrangement of the panels</source>
        <translation>Ursprüngliche Anordnung der Bereiche wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Find a command...</source>
        <translation>&amp;Befehl suchen...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>Find an action, a layer or a setting by its name</source>
        <translation>Aktion, Schicht oder Einstellung nach Namen suchen</translation>
    </message>
    <message>
        <source>&amp;Tour</source>
        <translation>&amp;Rundgang</translation>
    </message>
    <message>
        <source>Explain the parts of the window in a minute</source>
        <translation>Teile des Fensters in einer Minute erklären</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>List all keyboard shortcuts</source>
        <translation>Alle Tastenkürzel auflisten</translation>
    </message>
    <message>
        <source>&amp;Log and files</source>
        <translation>&amp;Protokoll und Dateien</translation>
    </message>
    <message>
        <source>Show the folders of the log, sessions and recovery files</source>
        <translation>Ordner des Protokolls, der Sitzungen und der Wiederherstellung anzeigen</translation>
    </message>
    <message>
        <source>&amp;About BitPrism</source>
        <translation>&amp;Über BitPrism</translation>
    </message>
    <message>
        <source>Version and license</source>
        <translation>Version und Lizenz</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Plan</source>
        <translation>&amp;Plan</translation>
    </message>
    <message>
        <source>&amp;Percentile ranges</source>
        <translation>&amp;Perzentilbereiche</translation>
    </message>
    <message>
        <source>Met&amp;hod</source>
        <translation>&amp;Verfahren</translation>
    </message>
    <message>
        <source>Layer &amp;inputs</source>
        <translation>&amp;Eingaben der Schichten</translation>
    </message>
    <message>
        <source>Input &amp;ranges</source>
        <translation>E&amp;ingabebereiche</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suche</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>&amp;Training</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Size budget</source>
        <translation>Größenbudget</translation>
    </message>
    <message>
        <source>Open e&amp;xample</source>
        <translation>&amp;Beispiel öffnen</translation>
    </message>
    <message>
        <source>Sa&amp;ve session as...</source>
        <translation>S&amp;itzung speichern unter...</translation>
    </message>
    <message>
        <source>R&amp;estore the mean</source>
        <translation>Mi&amp;ttelwert wiederherstellen</translation>
    </message>
    <message>
        <source>Save &amp;plan as...</source>
        <translation>Plan speichern &amp;unter...</translation>
    </message>
    <message>
        <source>Open pl&amp;an...</source>
        <translation>Plan öff&amp;nen...</translation>
    </message>
    <message>
        <source>Repor&amp;t...</source>
        <translation>Be&amp;richt...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+E</source>
        <translation>Ctrl+Shift+E</translation>
    </message>
    <message>
        <source>Save the front, layers, plan and commands as one HTML file that needs nothing else</source>
        <translation>Front, Schichten, Plan und Befehle als eine HTML-Datei speichern, die sonst nichts braucht</translation>
    </message>
    <message>
        <source>&amp;History...</source>
        <translation>&amp;Verlauf...</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Ctrl+H</translation>
    </message>
    <message>
        <source>List all edits of the plan, to go back to any of them</source>
        <translation>Alle Änderungen des Plans auflisten, um zu jeder zurückzukehren</translation>
    </message>
    <message>
        <source>&amp;Lock or unlock layers</source>
        <translation>Schichten s&amp;perren oder entsperren</translation>
    </message>
    <message>
        <source>Copy as command li&amp;ne</source>
        <translation>Als Befehls&amp;zeile kopieren</translation>
    </message>
    <message>
        <source>Copy the command that measures this plan, ready for a shell</source>
        <translation>Befehl kopieren, der diesen Plan misst, fertig für eine Shell</translation>
    </message>
    <message>
        <source>Pi&amp;n plan</source>
        <translation>Plan an&amp;heften</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>Keep this plan, to compare later ones with it and to come back to it</source>
        <translation>Diesen Plan merken, um spätere mit ihm zu vergleichen und zu ihm zurückzukehren</translation>
    </message>
    <message>
        <source>Compare ans&amp;wers</source>
        <translation>Ant&amp;worten vergleichen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+D</source>
        <translation>Ctrl+Shift+D</translation>
    </message>
    <message>
        <source>Find the images that are answered differently under the two plans in the panel Compare</source>
        <translation>Bilder finden, die unter den beiden Plänen im Bereich Vergleich verschieden beantwortet werden</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L</source>
        <translation>Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>Set bits or the method of all layers that the filter of the table shows</source>
        <translation>Bits oder Verfahren aller Schichten setzen, die der Filter der Tabelle zeigt</translation>
    </message>
    <message>
        <source>One bit &amp;more</source>
        <translation>Ein Bit &amp;mehr</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Up</source>
        <translation>Ctrl+Alt+Up</translation>
    </message>
    <message>
        <source>Give one bit more to all layers, or to the selected ones if they are several</source>
        <translation>Allen Schichten ein Bit mehr geben oder den ausgewählten, wenn es mehrere sind</translation>
    </message>
    <message>
        <source>One bit &amp;fewer</source>
        <translation>Ein Bit &amp;weniger</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Down</source>
        <translation>Ctrl+Alt+Down</translation>
    </message>
    <message>
        <source>Take one bit from all layers, or from the selected ones if they are several</source>
        <translation>Allen Schichten ein Bit nehmen oder den ausgewählten, wenn es mehrere sind</translation>
    </message>
    <message>
        <source>Tilt towards the &amp;input</source>
        <translation>Zum &amp;Eingang neigen</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Left</source>
        <translation>Ctrl+Alt+Left</translation>
    </message>
    <message>
        <source>One bit more for the first layers, one fewer for the last</source>
        <translation>Ein Bit mehr für die ersten Schichten, eines weniger für die letzten</translation>
    </message>
    <message>
        <source>Tilt towards the &amp;output</source>
        <translation>Zum &amp;Ausgang neigen</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Right</source>
        <translation>Ctrl+Alt+Right</translation>
    </message>
    <message>
        <source>One bit more for the last layers, one fewer for the first</source>
        <translation>Ein Bit mehr für die letzten Schichten, eines weniger für die ersten</translation>
    </message>
    <message>
        <source>Scale &amp;up</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Ctrl+Alt++</source>
        <translation>Ctrl+Alt++</translation>
    </message>
    <message>
        <source>A third more bits for every layer</source>
        <translation>Ein Drittel mehr Bits für jede Schicht</translation>
    </message>
    <message>
        <source>Scale &amp;down</source>
        <translation>Ve&amp;rkleinern</translation>
    </message>
    <message>
        <source>Ctrl+Alt+-</source>
        <translation>Ctrl+Alt+-</translation>
    </message>
    <message>
        <source>A quarter fewer bits for every layer</source>
        <translation>Ein Viertel weniger Bits für jede Schicht</translation>
    </message>
    <message>
        <source>&amp;Paint</source>
        <translation>Ma&amp;len</translation>
    </message>
    <message>
        <source>Ctrl+Alt+P</source>
        <translation>Ctrl+Alt+P</translation>
    </message>
    <message>
        <source>While painting, a drag across the bars gives every layer the bits at the mouse</source>
        <translation>Beim Malen gibt ein Ziehen über die Balken jeder Schicht die Bits an der Maus</translation>
    </message>
    <message>
        <source>Copy command &amp;line</source>
        <translation>Be&amp;fehlszeile kopieren</translation>
    </message>
    <message>
        <source>Copy the command that runs this search, ready for a shell</source>
        <translation>Befehl kopieren, der diese Suche ausführt, fertig für eine Shell</translation>
    </message>
    <message>
        <source>Copy the command that runs this training, ready for a shell</source>
        <translation>Befehl kopieren, der dieses Training ausführt, fertig für eine Shell</translation>
    </message>
    <message>
        <source>&amp;Command lines...</source>
        <translation>B&amp;efehlszeilen...</translation>
    </message>
    <message>
        <source>Show what the window&apos;s actions are on the command line</source>
        <translation>Zeigen, wie die Aktionen des Fensters auf der Kommandozeile lauten</translation>
    </message>
    <message>
        <source>&amp;Bits</source>
        <translation>&amp;Bits</translation>
    </message>
    <message>
        <source>Se&amp;t bits of the shown layers...</source>
        <translation>Bits der gezeigten Schichten set&amp;zen...</translation>
    </message>
    <message>
        <source>C&amp;ompare with a network...</source>
        <translation>Mit einem Netz ver&amp;gleichen...</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>Match the layers of another file, such as an export or another training, and compare</source>
        <translation>Die Schichten einer anderen Datei zuordnen, etwa eines Exports oder eines anderen Trainings, und vergleichen</translation>
    </message>
    <message>
        <source>Lay the bits on a curve over depth, whose points can be dragged: those of all layers, or of the selected ones if they are several</source>
        <translation>Die Bits auf eine Kurve über die Tiefe legen, deren Punkte sich ziehen lassen: die aller Schichten oder der ausgewählten, wenn es mehrere sind</translation>
    </message>
    <message>
        <source>Curve: &amp;line</source>
        <translation>Kurve: Gera&amp;de</translation>
    </message>
    <message>
        <source>Ctrl+Alt+1</source>
        <translation>Ctrl+Alt+1</translation>
    </message>
    <message>
        <source>Curve: para&amp;bola</source>
        <translation>Kurve: Para&amp;bel</translation>
    </message>
    <message>
        <source>Ctrl+Alt+2</source>
        <translation>Ctrl+Alt+2</translation>
    </message>
    <message>
        <source>Curve: &amp;cubic</source>
        <translation>Kurve: &amp;kubisch</translation>
    </message>
    <message>
        <source>Ctrl+Alt+3</source>
        <translation>Ctrl+Alt+3</translation>
    </message>
    <message>
        <source>Curve: C&amp;hebyshev</source>
        <translation>Kurve: Tsc&amp;hebyschow</translation>
    </message>
    <message>
        <source>Ctrl+Alt+4</source>
        <translation>Ctrl+Alt+4</translation>
    </message>
    <message>
        <source>Use &amp;made images</source>
        <translation>Erzeu&amp;gte Bilder verwenden</translation>
    </message>
    <message>
        <source>Make images from the network itself: without any of yours, plans are compared by how alike they and float answer on them</source>
        <translation>Bilder aus dem Netz selbst erzeugen: ohne eigene Bilder werden Pläne danach verglichen, wie ähnlich sie und Float darauf antworten</translation>
    </message>
    <message>
        <source>Use made images</source>
        <translation>Erzeugte Bilder</translation>
    </message>
    <message>
        <source>Measure latenc&amp;y</source>
        <translation>&amp;Latenz messen</translation>
    </message>
    <message>
        <source>Time the network&apos;s layers in ONNX Runtime, some 20 seconds: latency is then a cost of plans and searches</source>
        <translation>Die Schichten des Netzes in ONNX Runtime messen, etwa 20 Sekunden: Latenz ist danach ein Aufwand von Plänen und Suchen</translation>
    </message>
    <message>
        <source>Use &amp;weights from a file...</source>
        <translation>Ge&amp;wichte aus einer Datei verwenden...</translation>
    </message>
    <message>
        <source>Give the open network the weights of another file, matched by name and shape</source>
        <translation>Dem geöffneten Netz die Gewichte einer anderen Datei geben, nach Namen und Form zugeordnet</translation>
    </message>
    <message>
        <source>Stop comparing &amp;with</source>
        <translation>Nicht mehr vergleichen &amp;mit</translation>
    </message>
    <message>
        <source>&amp;Users&apos; guide</source>
        <translation>Benutzer&amp;handbuch</translation>
    </message>
    <message>
        <source>Open the guide, at the panel that has the keyboard</source>
        <translation>Das Handbuch öffnen, beim Bereich mit dem Tastaturfokus</translation>
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
        <translation>Bilder öffnen (Strg+I): Nach ihnen werden die Eingabebereiche gewählt</translation>
    </message>
    <message>
        <source>input of %1 · float</source>
        <translation>Eingabe von %1 · Float</translation>
    </message>
    <message>
        <source>input of %1 · %2</source>
        <translation>Eingabe von %1 · %2</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>Aktivierungen</translation>
    </message>
</context>
<context>
    <name>bitprism::AnswerMeasurement</name>
    <message>
        <source>answers of A</source>
        <translation>Antworten von A</translation>
    </message>
    <message>
        <source>answers of B</source>
        <translation>Antworten von B</translation>
    </message>
</context>
<context>
    <name>bitprism::AutomaticChoices</name>
    <message>
        <source>choosing methods</source>
        <translation>Verfahren werden gewählt</translation>
    </message>
</context>
<context>
    <name>bitprism::Banner</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Close message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Close this message (Esc)</source>
        <translation>Diese Meldung schließen (Esc)</translation>
    </message>
</context>
<context>
    <name>bitprism::BitLinesView</name>
    <message>
        <source>1 plan</source>
        <translation>1 Plan</translation>
    </message>
    <message>
        <source>%1 plans</source>
        <translation>%1 Pläne</translation>
    </message>
    <message>
        <source>Bits of the selected plans by layer</source>
        <translation>Bits der ausgewählten Pläne nach Schicht</translation>
    </message>
    <message>
        <source>bits of plans</source>
        <translation>bits-of-plans</translation>
    </message>
    <message>
        <source>No trials to show</source>
        <translation>Keine Versuche zu zeigen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>this plan: %1</source>
        <translation>dieser Plan: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::BitsMenu</name>
    <message>
        <source>&amp;Bits</source>
        <translation>&amp;Bits</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Verfahren</translation>
    </message>
    <message>
        <source>P&amp;rofile</source>
        <translation>P&amp;rofil</translation>
    </message>
    <message>
        <source>Select &amp;all layers</source>
        <translation>&amp;Alle Schichten auswählen</translation>
    </message>
    <message>
        <source>Select the bars of all layers (Ctrl+A in the bars)</source>
        <translation>Balken aller Schichten auswählen (Strg+A in den Balken)</translation>
    </message>
    <message>
        <source>Set the bits of the selected layers</source>
        <translation>Bits der ausgewählten Schichten setzen</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Choose the method of the selected layers by their bits</source>
        <translation>Verfahren der ausgewählten Schichten nach ihren Bits wählen</translation>
    </message>
    <message>
        <source>Set the method of the selected layers</source>
        <translation>Verfahren der ausgewählten Schichten setzen</translation>
    </message>
</context>
<context>
    <name>bitprism::BitsPanel</name>
    <message>
        <source>drag a bar · L locks · width is size, colour is sensitivity</source>
        <translation>Balken ziehen · L sperrt · Breite ist Größe, Farbe ist Sensitivität</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>paint bits of %1</source>
        <translation>Bits von %1 malen</translation>
    </message>
    <message>
        <source>move bits of %1</source>
        <translation>Bits von %1 verschieben</translation>
    </message>
    <message>
        <source>1 bit more for %1</source>
        <translation>1 Bit mehr für %1</translation>
    </message>
    <message>
        <source>1 bit fewer for %1</source>
        <translation>1 Bit weniger für %1</translation>
    </message>
    <message>
        <source>tilt bits of %1 towards the input</source>
        <translation>Bits von %1 zum Eingang neigen</translation>
    </message>
    <message>
        <source>tilt bits of %1 towards the output</source>
        <translation>Bits von %1 zum Ausgang neigen</translation>
    </message>
    <message>
        <source>scale bits of %1 up</source>
        <translation>Bits von %1 vergrößern</translation>
    </message>
    <message>
        <source>scale bits of %1 down</source>
        <translation>Bits von %1 verkleinern</translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 Schicht</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 Schichten</translation>
    </message>
    <message>
        <source>%1 selected · drag one to move all · digits, up, down, L</source>
        <translation>%1 ausgewählt · einen ziehen bewegt alle · Ziffern, auf, ab, L</translation>
    </message>
    <message>
        <source>lay bits of %1 on a line</source>
        <translation>Bits von %1 auf eine Gerade legen</translation>
    </message>
    <message>
        <source>lay bits of %1 on a parabola</source>
        <translation>Bits von %1 auf eine Parabel legen</translation>
    </message>
    <message>
        <source>lay bits of %1 on a cubic</source>
        <translation>Bits von %1 auf eine kubische Kurve legen</translation>
    </message>
    <message>
        <source>lay bits of %1 on Chebyshev polynomials</source>
        <translation>Bits von %1 auf Tschebyschow-Polynome legen</translation>
    </message>
    <message>
        <source>budget %1</source>
        <translation>Budget %1</translation>
    </message>
</context>
<context>
    <name>bitprism::BitsView</name>
    <message>
        <source>Bits per layer</source>
        <translation>Bits je Schicht</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>One bar per layer. Left and right select a layer, with Shift several, Ctrl+A all, Enter adds or removes one. Digits set the bits of the selected layers, up and down change them, L locks them, P paints, C lays them on a curve, Page up and Page down change the size budget.</source>
        <translation>Ein Balken je Schicht. Links und rechts wählen eine Schicht, mit Umschalt mehrere, Strg+A alle, die Eingabetaste fügt eine hinzu oder entfernt sie. Ziffern setzen die Bits der ausgewählten Schichten, auf und ab ändern sie, L sperrt sie, P malt, C legt sie auf eine Kurve, Bild auf und Bild ab ändern das Größenbudget.</translation>
    </message>
    <message>
        <source>%1: drag it, and the plan follows</source>
        <translation>%1: ziehen, und der Plan folgt</translation>
    </message>
</context>
<context>
    <name>bitprism::BudgetView</name>
    <message>
        <source>Size budget</source>
        <translation>Größenbudget</translation>
    </message>
    <message>
        <source>Loads the most accurate known plan within the budget</source>
        <translation>Lädt den genauesten bekannten Plan innerhalb des Budgets</translation>
    </message>
    <message>
        <source>reachable %1 – %2</source>
        <translation>erreichbar %1 – %2</translation>
    </message>
    <message>
        <source>Operations budget</source>
        <translation>Operationsbudget</translation>
    </message>
    <message>
        <source>Latency budget</source>
        <translation>Latenzbudget</translation>
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
        <translation>Welche Bilder aufgelistet werden</translation>
    </message>
    <message>
        <source>All images that change their answer, or one kind of change</source>
        <translation>Alle Bilder, deren Antwort sich ändert, oder eine Art der Änderung</translation>
    </message>
    <message>
        <source>Images that change their answer</source>
        <translation>Bilder, deren Antwort sich ändert</translation>
    </message>
    <message>
        <source>changed-images</source>
        <translation>changed-images</translation>
    </message>
    <message>
        <source>all that change</source>
        <translation>alle geänderten</translation>
    </message>
    <message>
        <source>A: %1, B: %2</source>
        <translation>A: %1, B: %2</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
</context>
<context>
    <name>bitprism::ChangedImagesModel</name>
    <message>
        <source>image %1</source>
        <translation>Bild %1</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A: %1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
    <message>
        <source>Image %1: %2</source>
        <translation>Bild %1: %2</translation>
    </message>
</context>
<context>
    <name>bitprism::ChannelStrip</name>
    <message>
        <source>Bits of every channel</source>
        <translation>Bits jedes Kanals</translation>
    </message>
    <message>
        <source>channel %1: %2</source>
        <translation>Kanal %1: %2</translation>
    </message>
    <message>
        <source>bits of %1 channels, %2 to %3</source>
        <translation>Bits von %1 Kanälen, %2 bis %3</translation>
    </message>
    <message>
        <source>all channels have the same bits</source>
        <translation>alle Kanäle haben dieselben Bits</translation>
    </message>
</context>
<context>
    <name>bitprism::ClassChanges</name>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
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
        <translation>Bilder</translation>
    </message>
    <message>
        <source>The label</source>
        <translation>Das Label</translation>
    </message>
    <message>
        <source>Change in percentage points</source>
        <translation>Änderung in Prozentpunkten</translation>
    </message>
    <message>
        <source>Share answered rightly under A</source>
        <translation>Anteil richtiger Antworten unter A</translation>
    </message>
    <message>
        <source>Share answered rightly under B</source>
        <translation>Anteil richtiger Antworten unter B</translation>
    </message>
    <message>
        <source>How many images have this label</source>
        <translation>Wie viele Bilder dieses Label haben</translation>
    </message>
    <message>
        <source>Accuracy on each class</source>
        <translation>Genauigkeit je Klasse</translation>
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
        <translation>Kopiert: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::CommandLinesDialog</name>
    <message>
        <source>Command lines</source>
        <translation>Befehlszeilen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Kopieren: %1</translation>
    </message>
    <message>
        <source>Copy this command, ready for a shell</source>
        <translation>Diesen Befehl kopieren, fertig für eine Shell</translation>
    </message>
    <message>
        <source>What the window&apos;s actions are on the command line, with the plan, images and settings as they are now. Lines with # say what a command cannot.</source>
        <translation>Wie die Aktionen des Fensters auf der Kommandozeile lauten, mit Plan, Bildern und Einstellungen, wie sie jetzt sind. Zeilen mit # sagen, was ein Befehl nicht kann.</translation>
    </message>
</context>
<context>
    <name>bitprism::CommandPalette</name>
    <message>
        <source>Find a command</source>
        <translation>Befehl suchen</translation>
    </message>
    <message>
        <source>An action, a layer or a setting</source>
        <translation>Aktion, Schicht oder Einstellung</translation>
    </message>
    <message>
        <source>Matching commands</source>
        <translation>Passende Befehle</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareAnswers</name>
    <message>
        <source>What the answers show</source>
        <translation>Was die Antworten zeigen</translation>
    </message>
    <message>
        <source>The exact test of McNemar: if A and B were equally good, a difference at least this large would arise with probability p</source>
        <translation>Der exakte McNemar-Test: Wären A und B gleich gut, entstünde ein mindestens so großer Unterschied mit der Wahrscheinlichkeit p</translation>
    </message>
    <message>
        <source>Images by answers</source>
        <translation>Bilder nach Antworten</translation>
    </message>
    <message>
        <source>A (rows) against B</source>
        <translation>A (Zeilen) gegen B</translation>
    </message>
    <message>
        <source>labels (rows) against A</source>
        <translation>Labels (Zeilen) gegen A</translation>
    </message>
    <message>
        <source>labels (rows) against B</source>
        <translation>Labels (Zeilen) gegen B</translation>
    </message>
    <message>
        <source>What the confusion matrix compares</source>
        <translation>Was die Konfusionsmatrix vergleicht</translation>
    </message>
    <message>
        <source>Which classes are confused: between A and B, or of either with the labels</source>
        <translation>Welche Klassen verwechselt werden: zwischen A und B oder eines von beiden mit den Labels</translation>
    </message>
    <message>
        <source>Without %1 classes that are confused less.</source>
        <translation>Ohne %1 Klassen, die seltener verwechselt werden.</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareModel</name>
    <message>
        <source>Place in execution order</source>
        <translation>Stelle in der Ausführungsreihenfolge</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Double-click or press Enter to select the layer in all panels</source>
        <translation>Doppelklick oder Eingabetaste wählt die Schicht in allen Bereichen</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Bit-width in A and in B; sorted by the difference</source>
        <translation>Bitbreite in A und in B; sortiert nach dem Unterschied</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>Bit-width of the layer&apos;s input in A and in B</source>
        <translation>Bitbreite der Eingabe der Schicht in A und in B</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>How the weights are quantized in A and in B</source>
        <translation>Wie die Gewichte in A und in B quantisiert werden</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Signal-to-quantization-noise ratio of the weights; more is better; sorted by the difference</source>
        <translation>Signal-zu-Quantisierungsrausch-Verhältnis der Gewichte; mehr ist besser; sortiert nach dem Unterschied</translation>
    </message>
    <message>
        <source>SQNR dB</source>
        <translation>SQNR dB</translation>
    </message>
    <message>
        <source>Bytes of the layer in the packed file; sorted by the difference</source>
        <translation>Bytes der Schicht in der gepackten Datei; sortiert nach dem Unterschied</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>%1, other options</source>
        <translation>%1, andere Optionen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1
A and B: %2</source>
        <translation>%1
A und B: %2</translation>
    </message>
    <message>
        <source>%1
A: %2
B: %3</source>
        <translation>%1
A: %2
B: %3</translation>
    </message>
    <message>
        <source>How the layer&apos;s counterpart in the other network was found</source>
        <translation>Wie das Gegenstück der Schicht im anderen Netz gefunden wurde</translation>
    </message>
    <message>
        <source>Matched by</source>
        <translation>Zugeordnet nach</translation>
    </message>
    <message>
        <source>Signal-to-noise ratio of B&apos;s weights against A&apos;s; more is closer</source>
        <translation>Signal-Rausch-Verhältnis der Gewichte von B gegen die von A; mehr ist näher</translation>
    </message>
    <message>
        <source>B to A dB</source>
        <translation>B zu A dB</translation>
    </message>
    <message>
        <source>The largest difference of a weight between A and B</source>
        <translation>Die größte Differenz eines Gewichts zwischen A und B</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>Größte</translation>
    </message>
    <message>
        <source>only in A</source>
        <translation>nur in A</translation>
    </message>
    <message>
        <source>only in B</source>
        <translation>nur in B</translation>
    </message>
    <message>
        <source>shape and order</source>
        <translation>Form und Reihenfolge</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>other shape</source>
        <translation>andere Form</translation>
    </message>
    <message>
        <source>%1
It has no counterpart in B.</source>
        <translation>%1
Sie hat kein Gegenstück in B.</translation>
    </message>
    <message>
        <source>%1
It has no counterpart in A.</source>
        <translation>%1
Sie hat kein Gegenstück in A.</translation>
    </message>
    <message>
        <source>A: %1, %2
B: %3, %4</source>
        <translation>A: %1, %2
B: %3, %4</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparePanel</name>
    <message>
        <source>Comparing answers</source>
        <translation>Antworten werden verglichen</translation>
    </message>
    <message>
        <source>current plan</source>
        <translation>aktueller Plan</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>Pinned as &quot;%1&quot;. Edit on, and see what differs in the panel Compare.</source>
        <translation>Angeheftet als „%1“. Weiter ändern und im Bereich Vergleich sehen, was sich unterscheidet.</translation>
    </message>
    <message>
        <source>Pin a plan file</source>
        <translation>Plandatei anheften</translation>
    </message>
    <message>
        <source>Plans (*.json);;All files (*)</source>
        <translation>Pläne (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>float plan</source>
        <translation>Float-Plan</translation>
    </message>
    <message>
        <source>pinned plan %1</source>
        <translation>angehefteter Plan %1</translation>
    </message>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>Zuerst ein Netz öffnen (Strg+O)</translation>
    </message>
    <message>
        <source>Open images first (Ctrl+I): answers are compared on them</source>
        <translation>Zuerst Bilder öffnen (Strg+I): Antworten werden mit ihnen verglichen</translation>
    </message>
    <message>
        <source>Choose first how the images are prepared</source>
        <translation>Zuerst die Vorverarbeitung der Bilder wählen</translation>
    </message>
    <message>
        <source>The weights are just being switched</source>
        <translation>Die Gewichte werden gerade gewechselt</translation>
    </message>
    <message>
        <source>This network does not answer with one class per image, so there are no answers to compare. Totals and layers can be compared.</source>
        <translation>Dieses Netz antwortet nicht mit einer Klasse je Bild, es gibt also keine Antworten zu vergleichen. Summen und Schichten lassen sich vergleichen.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Comparing layers</source>
        <translation>Vergleiche Schichten</translation>
    </message>
    <message>
        <source>Pinned as &quot;%1&quot;. The panel Compare shows what differs.</source>
        <translation>Angeheftet als „%1“. Der Bereich Vergleich zeigt, was sich unterscheidet.</translation>
    </message>
    <message>
        <source>Compare with a network</source>
        <translation>Mit einem Netz vergleichen</translation>
    </message>
    <message>
        <source>Networks (%1);;All files (*)</source>
        <translation>Netze (%1);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A answers with one of %1 classes, B with one of %2: answers cannot be compared. Totals and layers can be compared.</source>
        <translation>A antwortet mit einer von %1 Klassen, B mit einer von %2: Antworten lassen sich nicht vergleichen. Summen und Schichten lassen sich vergleichen.</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparePlans</name>
    <message>
        <source>&amp;Load plan</source>
        <translation>Plan &amp;laden</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Pin plan file...</source>
        <translation>Plandatei anheften...</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Double-click or F2 to rename a pin; Enter loads it</source>
        <translation>Doppelklick oder F2 benennt einen angehefteten Plan um; die Eingabetaste lädt ihn</translation>
    </message>
    <message>
        <source>Bytes of the packed file</source>
        <translation>Bytes der gepackten Datei</translation>
    </message>
    <message>
        <source>How many times smaller than float</source>
        <translation>Wie viel Mal kleiner als Float</translation>
    </message>
    <message>
        <source>Mean bits of a weight</source>
        <translation>Mittlere Bits eines Gewichts</translation>
    </message>
    <message>
        <source>Measured on the images of searches; – is not measured yet</source>
        <translation>Gemessen mit den Bildern von Suchen; – ist noch nicht gemessen</translation>
    </message>
    <message>
        <source>Plans to compare</source>
        <translation>Zu vergleichende Pläne</translation>
    </message>
    <message>
        <source>Make the selected plan the current one; Undo takes it back</source>
        <translation>Gewählten Plan zum aktuellen machen; Rückgängig nimmt es zurück</translation>
    </message>
    <message>
        <source>Give the selected pin another name (F2)</source>
        <translation>Gewählten Plan umbenennen (F2)</translation>
    </message>
    <message>
        <source>Forget the selected pin (Delete)</source>
        <translation>Gewählten Plan nicht länger merken (Entf)</translation>
    </message>
    <message>
        <source>Pin a plan that was exported to a file, to compare with it</source>
        <translation>Einen in eine Datei exportierten Plan anheften, um mit ihm zu vergleichen</translation>
    </message>
    <message>
        <source>Compare network...</source>
        <translation>Netz vergleichen...</translation>
    </message>
    <message>
        <source>Compare with the file of another network, such as an export or another training</source>
        <translation>Mit der Datei eines anderen Netzes vergleichen, etwa einem Export oder einem anderen Training</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareTable</name>
    <message>
        <source>Only what differs</source>
        <translation>Nur Unterschiede</translation>
    </message>
    <message>
        <source>Hides layers that are the same in A and in B</source>
        <translation>Blendet Schichten aus, die in A und B gleich sind</translation>
    </message>
    <message>
        <source>Layers in A and in B</source>
        <translation>Schichten in A und in B</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the selected rows, or all of them, as text with tabs: a column for every figure</source>
        <translation>Ausgewählte oder alle Zeilen als Text mit Tabulatoren kopieren: eine Spalte je Zahl</translation>
    </message>
    <message>
        <source>%1 of %2 differ</source>
        <translation>%1 von %2 verschieden</translation>
    </message>
    <message>
        <source>%1 matched by name, %2 by shape and order, %3 without a counterpart</source>
        <translation>%1 nach Namen zugeordnet, %2 nach Form und Reihenfolge, %3 ohne Gegenstück</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareView</name>
    <message>
        <source>ratio %1</source>
        <translation>Faktor %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>B − A: %1</source>
        <translation>B − A: %1</translation>
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
        <translation>Plan anheften</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Tauschen</translation>
    </message>
    <message>
        <source>▶ Compare answers</source>
        <translation>▶ Vergleichen</translation>
    </message>
    <message>
        <source>Comparison of two plans</source>
        <translation>Vergleich zweier Pläne</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>Pläne</translation>
    </message>
    <message>
        <source>Plan A</source>
        <translation>Plan A</translation>
    </message>
    <message>
        <source>Plan B</source>
        <translation>Plan B</translation>
    </message>
    <message>
        <source>Totals of plan A</source>
        <translation>Summen von Plan A</translation>
    </message>
    <message>
        <source>Totals of plan B</source>
        <translation>Summen von Plan B</translation>
    </message>
    <message>
        <source>Difference of the totals</source>
        <translation>Unterschied der Summen</translation>
    </message>
    <message>
        <source>Keep the current plan to compare later ones with it (Ctrl+D)</source>
        <translation>Aktuellen Plan merken, um spätere mit ihm zu vergleichen (Strg+D)</translation>
    </message>
    <message>
        <source>Exchange A and B</source>
        <translation>A und B vertauschen</translation>
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
        <translation>Bilder durch beide Pläne schicken und die Antworten vergleichen (Strg+Umschalt+D)</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>wird gemessen…</translation>
    </message>
    <message>
        <source>Which images change their answer between A and B is measured on the evaluation images (▶ Compare answers).</source>
        <translation>Welche Bilder zwischen A und B ihre Antwort ändern, wird mit den Auswertungsbildern gemessen (▶ Antworten vergleichen).</translation>
    </message>
    <message>
        <source>%1 against %2 · %3 of %4 layers differ · %5</source>
        <translation>%1 gegen %2 · %3 von %4 Schichten verschieden · %5</translation>
    </message>
    <message>
        <source>file of %1</source>
        <translation>Datei von %1</translation>
    </message>
    <message>
        <source>One of the two plans: the current one, float, a pin, or another network</source>
        <translation>Einer der beiden Pläne: der aktuelle, Gleitkomma, ein angehefteter oder ein anderes Netz</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation>%1 gegen %2</translation>
    </message>
</context>
<context>
    <name>bitprism::CompareWeights</name>
    <message>
        <source>log</source>
        <translation>log</translation>
    </message>
    <message>
        <source>Histograms of the selected layer&apos;s quantized weights in A and in B</source>
        <translation>Histogramme der quantisierten Gewichte der ausgewählten Schicht in A und in B</translation>
    </message>
    <message>
        <source>compared-weights</source>
        <translation>compared-weights</translation>
    </message>
    <message>
        <source>Counts on a logarithmic scale, which shows the tails</source>
        <translation>Anzahlen logarithmisch, was die Ausläufer zeigt</translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation>Logarithmische Anzahlen</translation>
    </message>
    <message>
        <source>Select a layer to compare its weights.</source>
        <translation>Eine Schicht auswählen, um ihre Gewichte zu vergleichen.</translation>
    </message>
    <message>
        <source>weight ÷ largest of its channel</source>
        <translation>Gewicht ÷ größtes seines Kanals</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A: %1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
    <message>
        <source>levels of A</source>
        <translation>Stufen von A</translation>
    </message>
    <message>
        <source>levels of B</source>
        <translation>Stufen von B</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparedErrors</name>
    <message>
        <source>errors of compared plans</source>
        <translation>Fehler der verglichenen Pläne</translation>
    </message>
</context>
<context>
    <name>bitprism::ComparisonKeeper</name>
    <message>
        <source>Pins are not kept with the session: %1</source>
        <translation>Angeheftetes wird nicht mit der Sitzung aufbewahrt: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::ConfusionTable</name>
    <message>
        <source>Confusion matrix</source>
        <translation>Konfusionsmatrix</translation>
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
        <translation>A antwortet %1, B antwortet %2: %3 Bilder</translation>
    </message>
    <message>
        <source>label %1, answer %2: %3 images</source>
        <translation>Label %1, Antwort %2: %3 Bilder</translation>
    </message>
</context>
<context>
    <name>bitprism::CorrelationView</name>
    <message>
        <source>Correlation of the tasks</source>
        <translation>Korrelation der Aufgaben</translation>
    </message>
    <message>
        <source>%1 and %2: %3</source>
        <translation>%1 und %2: %3</translation>
    </message>
    <message>
        <source>Available once a search with several tasks has measured a few plans.</source>
        <translation>Verfügbar, sobald eine Suche mit mehreren Aufgaben einige Pläne gemessen hat.</translation>
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
        <translation>Speicher</translation>
    </message>
    <message>
        <source>bit operations</source>
        <translation>Bitoperationen</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>any memory</source>
        <translation>Speicher beliebig</translation>
    </message>
    <message>
        <source>any operations</source>
        <translation>Operationen beliebig</translation>
    </message>
    <message>
        <source>any latency</source>
        <translation>Latenz beliebig</translation>
    </message>
    <message>
        <source>a size with B, KiB or MiB, such as 100 KiB</source>
        <translation>eine Größe mit B, KiB oder MiB wie 100 KiB</translation>
    </message>
    <message>
        <source>a number of bit operations with MBOPs or GBOPs, such as 2 GBOPs</source>
        <translation>eine Zahl von Bitoperationen mit MBOPs oder GBOPs wie 2 GBOPs</translation>
    </message>
    <message>
        <source>a time with us, ms or s, such as 3 ms</source>
        <translation>eine Zeit mit us, ms oder s wie 3 ms</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is not a limit on %2, expected %3</source>
        <translation>&apos;%1&apos; ist keine Grenze für %2, erwartet wird %3</translation>
    </message>
    <message>
        <source>Cost that the search trades for quality</source>
        <translation>Aufwand, den die Suche gegen Qualität abwägt</translation>
    </message>
    <message>
        <source>What the search trades for quality, and the front shows: memory, bit operations for one image, or latency where the network has a latency table (Plan &gt; Measure latency)</source>
        <translation>Was die Suche gegen Qualität abwägt und die Front zeigt: Speicher, Bitoperationen je Bild oder, wo das Netz eine Latenztabelle hat, Latenz (Plan &gt; Latenz messen)</translation>
    </message>
    <message>
        <source>Most %1</source>
        <translation>Höchstens: %1</translation>
    </message>
    <message>
        <source>The most that a plan may cost: %1. Empty: no limit</source>
        <translation>Das Höchste, was ein Plan kosten darf: %1. Leer: keine Grenze</translation>
    </message>
    <message>
        <source>What is wrong with the limits</source>
        <translation>Was an den Grenzen falsch ist</translation>
    </message>
</context>
<context>
    <name>bitprism::DataDialog</name>
    <message>
        <source>Open images</source>
        <translation>Bilder öffnen</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>red first (RGB)</source>
        <translation>Rot zuerst (RGB)</translation>
    </message>
    <message>
        <source>blue first (BGR)</source>
        <translation>Blau zuerst (BGR)</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>as the network expects; 256 (shorter side) or 224x320</source>
        <translation>wie vom Netz erwartet; 256 (kürzere Seite) oder 224x320</translation>
    </message>
    <message>
        <source>as the network expects; 224 or 224x320, centred</source>
        <translation>wie vom Netz erwartet; 224 oder 224x320, mittig</translation>
    </message>
    <message>
        <source>&amp;Images</source>
        <translation>&amp;Bilder</translation>
    </message>
    <message>
        <source>&amp;Usual settings</source>
        <translation>&amp;Übliche Werte</translation>
    </message>
    <message>
        <source>&amp;Resize</source>
        <translation>&amp;Skalieren</translation>
    </message>
    <message>
        <source>&amp;Crop</source>
        <translation>&amp;Zuschneiden</translation>
    </message>
    <message>
        <source>C&amp;hannels</source>
        <translation>&amp;Kanäle</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>&amp;Faktor</translation>
    </message>
    <message>
        <source>&amp;Mean</source>
        <translation>&amp;Mittelwert</translation>
    </message>
    <message>
        <source>&amp;Deviation</source>
        <translation>Ab&amp;weichung</translation>
    </message>
    <message>
        <source>The network sees (pixel × scale − mean) / deviation; mean and deviation have one number per channel. The bundled example has its own preprocessing.</source>
        <translation>Das Netz sieht (Pixel × Faktor − Mittelwert) / Abweichung; Mittelwert und Abweichung haben eine Zahl je Kanal. Das mitgelieferte Beispiel hat seine eigene Vorverarbeitung.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>file or folder of images, or: example</source>
        <translation>Datei oder Ordner mit Bildern oder: example</translation>
    </message>
    <message>
        <source>File...</source>
        <translation>Datei...</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>Ordner...</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Images (%1);;All files (*)</source>
        <translation>Bilder (%1);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Folder of images</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>The scale is one number, such as %1.</source>
        <translation>Der Faktor ist eine Zahl, etwa %1.</translation>
    </message>
    <message>
        <source>Mean and deviation are numbers separated by spaces, such as %1.</source>
        <translation>Mittelwert und Abweichung sind Zahlen, durch Leerzeichen getrennt, etwa %1.</translation>
    </message>
    <message>
        <source>Deviations must be above zero.</source>
        <translation>Abweichungen müssen größer als null sein.</translation>
    </message>
    <message>
        <source>Choose the images.</source>
        <translation>Bilder auswählen.</translation>
    </message>
    <message>
        <source>reading...</source>
        <translation>wird gelesen...</translation>
    </message>
    <message>
        <source>no image</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source> → the network sees %1 × %2 × %3</source>
        <translation> → das Netz sieht %1 × %2 × %3</translation>
    </message>
    <message>
        <source>Measure &amp;by</source>
        <translation>Messen &amp;nach</translation>
    </message>
    <message>
        <source>What the quality of a plan is: automatic chooses by the labels and the network&apos;s outputs</source>
        <translation>Was die Qualität eines Plans ist: automatisch richtet sich nach den Labels und den Ausgaben des Netzes</translation>
    </message>
    <message>
        <source>Made images</source>
        <translation>Erzeugte Bilder</translation>
    </message>
    <message>
        <source>Images made from the network itself, on which plans are compared with float</source>
        <translation>Bilder, die aus dem Netz selbst erzeugt werden und auf denen Pläne mit float verglichen werden</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>The images are made from the network when they are opened.</source>
        <translation>Die Bilder werden beim Öffnen aus dem Netz erzeugt.</translation>
    </message>
</context>
<context>
    <name>bitprism::DataPreview</name>
    <message>
        <source>Some of the images as the network sees them</source>
        <translation>Einige der Bilder, wie das Netz sie sieht</translation>
    </message>
</context>
<context>
    <name>bitprism::DockLayout</name>
    <message>
        <source>Show or hide this panel</source>
        <translation>Diesen Bereich ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Zu %1</translation>
    </message>
    <message>
        <source>Bring this panel to the front and give it the keyboard focus</source>
        <translation>Diesen Bereich nach vorn holen und ihm den Tastaturfokus geben</translation>
    </message>
</context>
<context>
    <name>bitprism::DoctorPanel</name>
    <message>
        <source>Examining the plan</source>
        <translation>Plan wird untersucht</translation>
    </message>
    <message>
        <source>examining the plan</source>
        <translation>Plan wird untersucht</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 Schichten</translation>
    </message>
    <message>
        <source>Choose images…</source>
        <translation>Bilder wählen…</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>Beheben</translation>
    </message>
    <message>
        <source>Open other images to calibrate on</source>
        <translation>Andere Bilder zum Kalibrieren öffnen</translation>
    </message>
    <message>
        <source>Open the images again with this preprocessing; Undo takes it back</source>
        <translation>Bilder mit dieser Vorverarbeitung erneut öffnen; Rückgängig nimmt es zurück</translation>
    </message>
    <message>
        <source>Change the plan as advised; Undo takes it back</source>
        <translation>Plan wie empfohlen ändern; Rückgängig nimmt es zurück</translation>
    </message>
    <message>
        <source>The network and its plan are examined for the first time.</source>
        <translation>Netz und Plan werden zum ersten Mal untersucht.</translation>
    </message>
    <message>
        <source>Open a network (Ctrl+O): what is wrong with it, its images or its plan is listed here, with a click that mends it.</source>
        <translation>Netz öffnen (Strg+O): Was an ihm, seinen Bildern oder seinem Plan nicht stimmt, steht hier, mit einem Klick, der es behebt.</translation>
    </message>
    <message>
        <source>all is well</source>
        <translation>alles in Ordnung</translation>
    </message>
    <message>
        <source>1 finding</source>
        <translation>1 Befund</translation>
    </message>
    <message>
        <source>%1 findings</source>
        <translation>%1 Befunde</translation>
    </message>
    <message>
        <source>Examining…</source>
        <translation>Wird untersucht…</translation>
    </message>
    <message>
        <source>Measured after “%1”: %2 → %3.</source>
        <translation>Gemessen nach „%1“: %2 → %3.</translation>
    </message>
    <message>
        <source>Examined again after every change.</source>
        <translation>Wird nach jeder Änderung neu untersucht.</translation>
    </message>
    <message>
        <source>fix: %1</source>
        <translation>beheben: %1</translation>
    </message>
    <message>
        <source>fix: %1, %2</source>
        <translation>beheben: %1, %2</translation>
    </message>
    <message>
        <source>fix 1 finding</source>
        <translation>1 Befund beheben</translation>
    </message>
    <message>
        <source>fix %1 findings</source>
        <translation>%1 Befunde beheben</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Doktor</translation>
    </message>
</context>
<context>
    <name>bitprism::Document</name>
    <message>
        <source>%1 for %2</source>
        <translation>%1 für %2</translation>
    </message>
    <message>
        <source>more bits for %1</source>
        <translation>mehr Bits für %1</translation>
    </message>
    <message>
        <source>fewer bits for %1</source>
        <translation>weniger Bits für %1</translation>
    </message>
    <message>
        <source>lock %1</source>
        <translation>%1 sperren</translation>
    </message>
    <message>
        <source>unlock %1</source>
        <translation>%1 entsperren</translation>
    </message>
    <message>
        <source>tie %1</source>
        <translation>%1 koppeln</translation>
    </message>
    <message>
        <source>tie layers that are added</source>
        <translation>addierte Schichten koppeln</translation>
    </message>
    <message>
        <source>rules of a search</source>
        <translation>Regeln einer Suche</translation>
    </message>
    <message>
        <source>bits of the weights</source>
        <translation>Bits der Gewichte</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>%1 for all inputs</source>
        <translation>%1 für alle Eingaben</translation>
    </message>
    <message>
        <source>%1 for the input of %2</source>
        <translation>%1 für die Eingabe von %2</translation>
    </message>
    <message>
        <source>ranges of inputs</source>
        <translation>Bereiche der Eingaben</translation>
    </message>
    <message>
        <source>scheme of all layers</source>
        <translation>Schema aller Schichten</translation>
    </message>
    <message>
        <source>%1: locked, so the method stays</source>
        <translation>%1: gesperrt, das Verfahren bleibt</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 Schichten</translation>
    </message>
    <message>
        <source>method %1</source>
        <translation>Verfahren %1</translation>
    </message>
    <message>
        <source>automatic method</source>
        <translation>automatisches Verfahren</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>no range for %1</source>
        <translation>keine Grenzen für %1</translation>
    </message>
    <message>
        <source>at least %1 for %2</source>
        <translation>mindestens %1 für %2</translation>
    </message>
    <message>
        <source>at most %1 for %2</source>
        <translation>höchstens %1 für %2</translation>
    </message>
    <message>
        <source>%1 to %2 for %3</source>
        <translation>%1 bis %2 für %3</translation>
    </message>
    <message>
        <source>untie %1</source>
        <translation>%1 entkoppeln</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
</context>
<context>
    <name>bitprism::EditsOffer</name>
    <message>
        <source>Unsaved edits of %1 from %2</source>
        <translation>Nicht gespeicherte Änderungen an %1 vom %2</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Später</translation>
    </message>
    <message>
        <source>%1 has changed since these edits were made; they are matched by layer name.</source>
        <translation>%1 hat sich seit diesen Änderungen verändert; sie werden über die Namen der Schichten zugeordnet.</translation>
    </message>
    <message>
        <source>restored weights</source>
        <translation>wiederhergestellte Gewichte</translation>
    </message>
    <message>
        <source>restored edits</source>
        <translation>wiederhergestellte Änderungen</translation>
    </message>
</context>
<context>
    <name>bitprism::ErrorCache</name>
    <message>
        <source>quantization errors</source>
        <translation>Quantisierungsfehler</translation>
    </message>
</context>
<context>
    <name>bitprism::ErrorPanel</name>
    <message>
        <source>SQNR of the layer&apos;s input in dB</source>
        <translation>SQNR der Eingabe der Schicht in dB</translation>
    </message>
    <message>
        <source>SQNR of the layer&apos;s output in dB</source>
        <translation>SQNR der Ausgabe der Schicht in dB</translation>
    </message>
    <message>
        <source>SQNR of the weights in dB</source>
        <translation>SQNR der Gewichte in dB</translation>
    </message>
    <message>
        <source>Error by bit-width</source>
        <translation>Fehler nach Bitbreite</translation>
    </message>
</context>
<context>
    <name>bitprism::ErrorView</name>
    <message>
        <source>against bytes</source>
        <translation>über Bytes</translation>
    </message>
    <message>
        <source>Quantization error of the selected layer by bit-width</source>
        <translation>Quantisierungsfehler der ausgewählten Schicht nach Bitbreite</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Draw the curves over the bytes of the layer: PWLQ stores one more bit per weight for its region, DSConv a scale for every block, so equal bits are not equal bytes</source>
        <translation>Kurven über den Bytes der Schicht zeichnen: PWLQ speichert ein Bit mehr je Gewicht für dessen Region, DSConv eine Skala je Block; gleiche Bits sind also nicht gleiche Bytes</translation>
    </message>
    <message>
        <source>Curves against bytes instead of bits</source>
        <translation>Kurven über Bytes statt über Bits</translation>
    </message>
    <message>
        <source>Compare solvers</source>
        <translation>Löser vergleichen</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>%1 at %2: SQNR %3</source>
        <translation>%1 bei %2: SQNR %3</translation>
    </message>
    <message>
        <source>, %1 bits per weight including everything stored</source>
        <translation>, %1 Bit je Gewicht mit allem, was gespeichert wird</translation>
    </message>
    <message>
        <source>Solvers compared</source>
        <translation>Löser verglichen</translation>
    </message>
</context>
<context>
    <name>bitprism::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>There is no front yet: run a search first.</source>
        <translation>Es gibt noch keine Front: zuerst eine Suche ausführen.</translation>
    </message>
    <message>
        <source>Exactly %1.</source>
        <translation>Genau %1.</translation>
    </message>
    <message>
        <source>&amp;%1 network</source>
        <translation>&amp;%1-Netz</translation>
    </message>
    <message>
        <source>P&amp;lan</source>
        <translation>P&amp;lan</translation>
    </message>
    <message>
        <source>The bit-width and scheme of every layer as JSON, with the preprocessing and the measurements.</source>
        <translation>Bitbreite und Schema jeder Schicht als JSON, mit Vorverarbeitung und Messungen.</translation>
    </message>
    <message>
        <source>Front as ta&amp;ble</source>
        <translation>Front als &amp;Tabelle</translation>
    </message>
    <message>
        <source>Quality, size and bits of its points as CSV (%1).</source>
        <translation>Qualität, Größe und Bits ihrer Punkte als CSV (%1).</translation>
    </message>
    <message>
        <source>Front as p&amp;icture</source>
        <translation>Front als B&amp;ild</translation>
    </message>
    <message>
        <source>The plot as PNG, SVG or PDF.</source>
        <translation>Das Diagramm als PNG, SVG oder PDF.</translation>
    </message>
    <message>
        <source>Choose file...</source>
        <translation>Datei wählen...</translation>
    </message>
    <message>
        <source>%1 networks (%2)</source>
        <translation>%1-Netze (%2)</translation>
    </message>
    <message>
        <source>Plans (*.json)</source>
        <translation>Pläne (*.json)</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>Bilder (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>Copy command line</source>
        <translation>Befehlszeile kopieren</translation>
    </message>
    <message>
        <source>Copy the command that exports this, ready for a shell</source>
        <translation>Befehl kopieren, der dies exportiert, fertig für eine Shell</translation>
    </message>
    <message>
        <source>Tar&amp;get</source>
        <translation>&amp;Ziel</translation>
    </message>
    <message>
        <source>%1 reads ONNX only</source>
        <translation>%1 liest nur ONNX</translation>
    </message>
    <message>
        <source>Weights as safetensor&amp;s</source>
        <translation>Gewichte als &amp;safetensors</translation>
    </message>
    <message>
        <source>Codes with their scales and zero points, tensors only: for programs that have the network themselves.</source>
        <translation>Codes mit Skalen und Nullpunkten, nur Tensoren: für Programme, die das Netz selbst haben.</translation>
    </message>
    <message>
        <source>Weights (*.safetensors)</source>
        <translation>Gewichte (*.safetensors)</translation>
    </message>
</context>
<context>
    <name>bitprism::FilesDialog</name>
    <message>
        <source>Log and files</source>
        <translation>Protokoll und Dateien</translation>
    </message>
    <message>
        <source>the folder cannot be written</source>
        <translation>In den Ordner kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>files opened, work finished, failures</source>
        <translation>geöffnete Dateien, erledigte Arbeit, Fehler</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>searches that were not saved elsewhere</source>
        <translation>Suchen, die nicht anderswo gespeichert wurden</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Wiederherstellung</translation>
    </message>
    <message>
        <source>unsaved edits, offered again after a crash</source>
        <translation>nicht gespeicherte Änderungen, nach einem Absturz wieder angeboten</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>checkpoints of unfinished trainings</source>
        <translation>Zwischenstände unfertiger Trainings</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>layout, theme, recent files</source>
        <translation>Anordnung, Farben, zuletzt geöffnete Dateien</translation>
    </message>
</context>
<context>
    <name>bitprism::FindingCard</name>
    <message>
        <source>Solved</source>
        <translation>Behoben</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Ignorieren</translation>
    </message>
    <message>
        <source>Select this layer in all panels</source>
        <translation>Diese Schicht in allen Bereichen auswählen</translation>
    </message>
    <message>
        <source>Do not list this finding again while this network is open</source>
        <translation>Diesen Befund nicht mehr auflisten, solange dieses Netz geöffnet ist</translation>
    </message>
    <message>
        <source>Expected gain: %1</source>
        <translation>Erwarteter Gewinn: %1</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>Beheben</translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation>Beheben: %1</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Zeigen: %1</translation>
    </message>
    <message>
        <source>Ignore: %1</source>
        <translation>Ignorieren: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::FindingsView</name>
    <message>
        <source>Fix all</source>
        <translation>Alle beheben</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Mend all that a plan can mend, as one step to undo</source>
        <translation>Alles beheben, was ein Plan beheben kann, als ein Schritt zum Rückgängigmachen</translation>
    </message>
    <message>
        <source>List ignored findings again</source>
        <translation>Ignorierte Befunde wieder auflisten</translation>
    </message>
    <message>
        <source>All is well: nothing was found that would be worth a change.</source>
        <translation>Alles in Ordnung: Nichts gefunden, das eine Änderung lohnt.</translation>
    </message>
    <message>
        <source>Checked:</source>
        <translation>Geprüft:</translation>
    </message>
    <message>
        <source>Show 1 ignored</source>
        <translation>1 ignorierten zeigen</translation>
    </message>
    <message>
        <source>Show %1 ignored</source>
        <translation>%1 ignorierte zeigen</translation>
    </message>
</context>
<context>
    <name>bitprism::FrontPanel</name>
    <message>
        <source>preparing a search</source>
        <translation>Suche wird vorbereitet</translation>
    </message>
    <message>
        <source>Drop a network here, open one (Ctrl+O) or open the example (Ctrl+Shift+O)</source>
        <translation>Netz hier ablegen, eines öffnen (Strg+O) oder das Beispiel öffnen (Strg+Umschalt+O)</translation>
    </message>
    <message>
        <source>Preparing the search</source>
        <translation>Die Suche wird vorbereitet</translation>
    </message>
    <message>
        <source>Start a search (Ctrl+R) to see the quality reachable at each size</source>
        <translation>Suche starten (Strg+R), um die erreichbare Qualität je Größe zu sehen</translation>
    </message>
    <message>
        <source>Trial %1 was measured after training (%2). This is its plan with the current weights: train it (Ctrl+T), or export the point from its session on the command line.</source>
        <translation>Versuch %1 wurde nach Training gemessen (%2). Dies ist sein Plan mit den jetzigen Gewichten: trainieren (Strg+T) oder den Punkt auf der Kommandozeile aus seiner Sitzung exportieren.</translation>
    </message>
    <message>
        <source>plan of trial %1</source>
        <translation>Plan von Versuch %1</translation>
    </message>
    <message>
        <source>best predicted plan</source>
        <translation>bester vorhergesagter Plan</translation>
    </message>
    <message>
        <source>Compare with a session</source>
        <translation>Mit einer Sitzung vergleichen</translation>
    </message>
    <message>
        <source>Sessions (*.bitprism);;All files (*)</source>
        <translation>Sitzungen (*.bitprism);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1, %2 von %3</translation>
    </message>
    <message>
        <source>%1 evaluations · %2 on the front</source>
        <translation>%1 Auswertungen · %2 auf der Front</translation>
    </message>
    <message>
        <source> · %1 selected</source>
        <translation> · %1 ausgewählt</translation>
    </message>
    <message>
        <source>%1
The float network and uniform bits come first; then start a search (Ctrl+R)</source>
        <translation>%1
Zuerst kommen das Float-Netz und gleiche Bits; dann eine Suche starten (Strg+R)</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>%1 %2 at %3</source>
        <translation>%1 %2 bei %3</translation>
    </message>
    <message>
        <source>Trial %1 of %2 was measured after training: %3. Its plan alone does not have this quality, so only its figures are compared.</source>
        <translation>Versuch %1 von %2 wurde nach Training gemessen: %3. Sein Plan allein hat diese Güte nicht, daher werden nur seine Zahlen verglichen.</translation>
    </message>
    <message>
        <source>Trial %1 of %2 is of another network, %3: %4. Its figures can be compared with this front, its plan cannot be used here.</source>
        <translation>Versuch %1 von %2 gehört zu einem anderen Netz, %3: %4. Seine Zahlen lassen sich mit dieser Front vergleichen, sein Plan ist hier nicht verwendbar.</translation>
    </message>
    <message>
        <source>%1, trial %2</source>
        <translation>%1, Versuch %2</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation>%1 über %2</translation>
    </message>
    <message>
        <source>Open images (Ctrl+I) to measure the quality of plans,
or use made images (tool bar) to compare plans with float</source>
        <translation>Bilder öffnen (Strg+I), um die Qualität von Plänen zu messen,
oder erzeugte Bilder verwenden (Werkzeugleiste), um Pläne mit Float zu vergleichen</translation>
    </message>
    <message>
        <source>No longer show the front of %1</source>
        <translation>Die Front von %1 nicht mehr zeigen</translation>
    </message>
</context>
<context>
    <name>bitprism::FrontTip</name>
    <message>
        <source>trial %1 · %2</source>
        <translation>Versuch %1 · %2</translation>
    </message>
    <message>
        <source> · unseen images %1</source>
        <translation> · ungesehene Bilder %1</translation>
    </message>
    <message>
        <source>why: %1</source>
        <translation>Grund: %1</translation>
    </message>
    <message>
        <source>expected: %1 ± %2</source>
        <translation>erwartet: %1 ± %2</translation>
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
        <translation>Was eine Auswertung kostete und sah: ihre Bilder und Epochen</translation>
    </message>
    <message>
        <source>The method of most layers of a plan</source>
        <translation>Das Verfahren der meisten Schichten eines Plans</translation>
    </message>
    <message>
        <source>When a plan was tried: five ages of equally many trials</source>
        <translation>Wann ein Plan ausprobiert wurde: fünf Zeitabschnitte mit gleich vielen Versuchen</translation>
    </message>
    <message>
        <source>This session, and the evaluations of those compared with it</source>
        <translation>Diese Sitzung und die Auswertungen der mit ihr verglichenen</translation>
    </message>
    <message>
        <source>Colours and legend of the front</source>
        <translation>Farben und Legende der Front</translation>
    </message>
    <message>
        <source>What colours and shapes of dots tell, and which entries of the legend are hidden; a click on an entry hides or shows it too</source>
        <translation>Was Farben und Formen der Punkte bedeuten und welche Einträge der Legende verborgen sind; ein Klick auf einen Eintrag verbirgt oder zeigt ihn ebenfalls</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Select evaluations with a rectangle</source>
        <translation>Auswertungen mit einem Rechteck auswählen</translation>
    </message>
    <message>
        <source>Drag a rectangle to list its evaluations under Trials (S). Without this mode: drag with Shift. Ctrl adds, Ctrl+click adds one, Esc lists all again</source>
        <translation>Rechteck ziehen, um dessen Auswertungen unter Versuche aufzulisten (S). Ohne diesen Modus: mit Umschalt ziehen. Strg fügt hinzu, Strg+Klick fügt einen hinzu, Esc listet wieder alle auf</translation>
    </message>
    <message>
        <source>Knee</source>
        <translation>Knie</translation>
    </message>
    <message>
        <source>Go to the knee of the front</source>
        <translation>Zum Knie der Front</translation>
    </message>
    <message>
        <source>Select the knee of the front (K): the point farthest above the straight line between its two ends, both axes scaled to its extent (Das 1999). Below it accuracy falls quickly; above it more memory buys little. A nearly straight front has none. Enter loads the plan</source>
        <translation>Knie der Front auswählen (K): der Punkt, der am weitesten über der Geraden zwischen ihren beiden Enden liegt, beide Achsen auf ihre Ausdehnung skaliert (Das 1999). Darunter fällt die Genauigkeit schnell; darüber bringt mehr Speicher wenig. Eine fast gerade Front hat keines. Die Eingabetaste lädt den Plan</translation>
    </message>
    <message>
        <source>Colour: %1</source>
        <translation>Farbe: %1</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>Farbe nach</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Hide or show these in the plot</source>
        <translation>Im Diagramm verbergen oder zeigen</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Bit operations</source>
        <translation>Bitoperationen</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Cost on the axis of the front</source>
        <translation>Kosten auf der Achse der Front</translation>
    </message>
    <message>
        <source>What a plan costs, from left to right, and what the budget bounds: memory, bit operations for one image, or latency where times of the layers are known</source>
        <translation>Was ein Plan kostet, von links nach rechts, und was das Budget begrenzt: Speicher, Bitoperationen für ein Bild oder Latenz, wo Zeiten der Schichten bekannt sind</translation>
    </message>
</context>
<context>
    <name>bitprism::FrontView</name>
    <message>
        <source>Accuracy against memory</source>
        <translation>Genauigkeit über Speicher</translation>
    </message>
    <message>
        <source>front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>%1 ± %2 · %3</source>
        <translation>%1 ± %2 · %3</translation>
    </message>
    <message>
        <source>the best plan predicted within the budget</source>
        <translation>der beste vorhergesagte Plan innerhalb des Budgets</translation>
    </message>
    <message>
        <source>never tried; a click loads it</source>
        <translation>nie ausprobiert; ein Klick lädt ihn</translation>
    </message>
    <message>
        <source>Every evaluation is a dot; left and right go along the front, K goes to its knee, Enter loads the plan. The panel Trials is the table behind the plot.</source>
        <translation>Jede Auswertung ist ein Punkt; links und rechts gehen an der Front entlang, K zu ihrem Knie, die Eingabetaste lädt den Plan. Der Bereich Versuche ist die Tabelle hinter dem Diagramm.</translation>
    </message>
    <message>
        <source>Click hides or shows these</source>
        <translation>Klick verbirgt oder zeigt sie</translation>
    </message>
    <message>
        <source>the knee of the front: before it accuracy falls fast, after it memory buys little</source>
        <translation>das Knie der Front: davor fällt die Genauigkeit schnell, danach bringt Speicher wenig</translation>
    </message>
    <message>
        <source>session %1; a click pins its plan to compare</source>
        <translation>Sitzung %1; ein Klick heftet ihren Plan zum Vergleichen an</translation>
    </message>
    <message>
        <source>session %1 of another network, %2: only figures compare</source>
        <translation>Sitzung %1 eines anderen Netzes, %2: nur Zahlen sind vergleichbar</translation>
    </message>
</context>
<context>
    <name>bitprism::GraphExplorer</name>
    <message>
        <source>Actual size</source>
        <translation>Originalgröße</translation>
    </message>
    <message>
        <source>Show texts in the window&apos;s font (1)</source>
        <translation>Texte in der Schrift des Fensters zeigen (1)</translation>
    </message>
    <message>
        <source>Properties of the node</source>
        <translation>Eigenschaften des Knotens</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Find in the graph</source>
        <translation>Im Graphen suchen</translation>
    </message>
    <message>
        <source>Marks nodes with all these words in their name or kind; Enter goes to the next, Shift+Enter to the previous</source>
        <translation>Markiert Knoten mit all diesen Wörtern in Name oder Art; Eingabetaste geht zum nächsten, Umschalt+Eingabetaste zum vorigen</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Colour layers by</source>
        <translation>Schichten färben nach</translation>
    </message>
    <message>
        <source>What colours the layers: their bits, how sensitive the network is to them, or their error</source>
        <translation>Was die Schichten färbt: ihre Bits, wie empfindlich das Netz auf sie ist oder ihr Fehler</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show more of the graph (-)</source>
        <translation>Mehr vom Graphen zeigen (-)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Show less of the graph, larger (+)</source>
        <translation>Weniger vom Graphen zeigen, größer (+)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Fit the graph</source>
        <translation>Graph einpassen</translation>
    </message>
    <message>
        <source>Show all of the graph (F)</source>
        <translation>Ganzen Graphen zeigen (F)</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>bitprism::GraphPanel</name>
    <message>
        <source>laying out the graph</source>
        <translation>Graph wird angeordnet</translation>
    </message>
    <message>
        <source>Laying out the graph…</source>
        <translation>Graph wird angeordnet…</translation>
    </message>
    <message>
        <source>No network is open</source>
        <translation>Kein Netz geöffnet</translation>
    </message>
    <message>
        <source>%1 nodes · %2 edges</source>
        <translation>%1 Knoten · %2 Kanten</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>This file holds weights without a graph</source>
        <translation>Diese Datei enthält Gewichte ohne Graphen</translation>
    </message>
</context>
<context>
    <name>bitprism::GraphView</name>
    <message>
        <source>Graph of the network</source>
        <translation>Graph des Netzes</translation>
    </message>
    <message>
        <source>Drag to move, turn the wheel to zoom; arrow keys follow edges, F fits, 1 is the actual size</source>
        <translation>Ziehen verschiebt, das Mausrad zoomt; Pfeiltasten folgen Kanten, F passt ein, 1 ist die Originalgröße</translation>
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
        <translation>Seite</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>Handbuch durchsuchen</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
</context>
<context>
    <name>bitprism::GuideWindow</name>
    <message>
        <source>BitPrism users&apos; guide</source>
        <translation>BitPrism-Benutzerhandbuch</translation>
    </message>
    <message>
        <source>%1 — BitPrism users&apos; guide</source>
        <translation>%1 — BitPrism-Benutzerhandbuch</translation>
    </message>
</context>
<context>
    <name>bitprism::HelpMenu</name>
    <message>
        <source>layer %1 · %2 bits</source>
        <translation>Schicht %1 · %2 Bit</translation>
    </message>
    <message>
        <source>Open a network or the example first: the tour explains their panels.</source>
        <translation>Zuerst ein Netz oder das Beispiel öffnen: Der Rundgang erklärt deren Bereiche.</translation>
    </message>
    <message>
        <source>The users&apos; guide is not there: expected it in &apos;%1&apos;.</source>
        <translation>Das Benutzerhandbuch fehlt: erwartet wurde es in „%1“.</translation>
    </message>
</context>
<context>
    <name>bitprism::HistoryDialog</name>
    <message>
        <source>History of edits</source>
        <translation>Verlauf der Änderungen</translation>
    </message>
    <message>
        <source>before the first edit</source>
        <translation>vor der ersten Änderung</translation>
    </message>
    <message>
        <source>A click goes back to the plan after this edit, or forward</source>
        <translation>Ein Klick geht zum Plan nach dieser Änderung zurück oder vor</translation>
    </message>
</context>
<context>
    <name>bitprism::InputForm</name>
    <message>
        <source>Bits of the input</source>
        <translation>Bits der Eingabe</translation>
    </message>
    <message>
        <source>Nothing is rounded. Bits below float quantize the layer&apos;s input.</source>
        <translation>Nichts wird gerundet. Bits unter float quantisieren den Eingang der Schicht.</translation>
    </message>
    <message>
        <source>Bit-width of the layer&apos;s input</source>
        <translation>Bitbreite der Eingabe der Schicht</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>as weights</source>
        <translation>wie Gewichte</translation>
    </message>
    <message>
        <source>Method of the input</source>
        <translation>Verfahren der Eingabe</translation>
    </message>
    <message>
        <source>How values become codes: equal steps, two pieces, or integers with shared exponents</source>
        <translation>Wie Werte zu Codes werden: gleiche Schritte, zwei Stücke oder ganze Zahlen mit gemeinsamen Exponenten</translation>
    </message>
    <message>
        <source>Range of the input</source>
        <translation>Bereich der Eingabe</translation>
    </message>
    <message>
        <source>How the clipping range is chosen from calibration images</source>
        <translation>Wie der Clipping-Bereich aus Kalibrierbildern gewählt wird</translation>
    </message>
    <message>
        <source>this method</source>
        <translation>dieses Verfahren</translation>
    </message>
    <message>
        <source>no range</source>
        <translation>kein Bereich</translation>
    </message>
</context>
<context>
    <name>bitprism::JobRow</name>
    <message>
        <source>Progress of: %1</source>
        <translation>Fortschritt: %1</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Resume: %1</source>
        <translation>Fortsetzen: %1</translation>
    </message>
    <message>
        <source>Pause: %1</source>
        <translation>Pausieren: %1</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
    <message>
        <source>It ends as soon as it can</source>
        <translation>Endet, sobald es möglich ist</translation>
    </message>
    <message>
        <source>Cancel this work</source>
        <translation>Diese Arbeit abbrechen</translation>
    </message>
    <message>
        <source>Stopping: %1</source>
        <translation>Wird beendet: %1</translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation>Abbrechen: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::JobsView</name>
    <message>
        <source> %1 of %2</source>
        <translation> %1 von %2</translation>
    </message>
    <message>
        <source>, paused</source>
        <translation>, pausiert</translation>
    </message>
    <message>
        <source>Running work</source>
        <translation>Laufende Arbeit</translation>
    </message>
    <message>
        <source>Show all running work</source>
        <translation>Alle laufenden Arbeiten anzeigen</translation>
    </message>
    <message>
        <source>All running work</source>
        <translation>Alle laufenden Arbeiten</translation>
    </message>
    <message>
        <source>+ %1 more</source>
        <translation>+ %1 weitere</translation>
    </message>
    <message>
        <source>Show the workers</source>
        <translation>Die Arbeiter zeigen</translation>
    </message>
</context>
<context>
    <name>bitprism::LatencyMeasuring</name>
    <message>
        <source>Measuring latency</source>
        <translation>Latenz wird gemessen</translation>
    </message>
    <message>
        <source>Latency is measured in ONNX Runtime, which was not found: install it, or name libonnxruntime.so.1 or its folder in the environment variable BITPRISM_ONNXRUNTIME.</source>
        <translation>Latenz wird in ONNX Runtime gemessen, das nicht gefunden wurde: Installieren Sie es, oder nennen Sie libonnxruntime.so.1 oder dessen Ordner in der Umgebungsvariable BITPRISM_ONNXRUNTIME.</translation>
    </message>
    <message>
        <source>The float network takes %1 in %2; predictions of mixed plans differ from their measured times by %3. Latency can now be chosen on the axis of the front and as the cost of a search.</source>
        <translation>Das float-Netz braucht %1 in %2; Vorhersagen für gemischte Pläne weichen um %3 von deren gemessenen Zeiten ab. Latenz kann jetzt auf der Achse der Front und als Aufwand einer Suche gewählt werden.</translation>
    </message>
    <message>
        <source>The times are forgotten when the window closes: %1</source>
        <translation>Die Zeiten werden vergessen, wenn das Fenster schließt: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::LayerInputs</name>
    <message>
        <source>AdaRound, GPTQ and the output gain need layer inputs: open images first (Ctrl+I)</source>
        <translation>AdaRound, GPTQ und der Ausgangsgewinn brauchen die Eingaben der Schichten: zuerst Bilder öffnen (Strg+I)</translation>
    </message>
    <message>
        <source>measuring layer inputs</source>
        <translation>Eingaben der Schichten werden gemessen</translation>
    </message>
    <message>
        <source>choosing methods</source>
        <translation>Verfahren werden gewählt</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersDelegate</name>
    <message>
        <source>Tie</source>
        <translation>Kopplung</translation>
    </message>
    <message>
        <source>Range of bits</source>
        <translation>Grenzen der Bits</translation>
    </message>
    <message>
        <source>Bit-width</source>
        <translation>Bitbreite</translation>
    </message>
    <message>
        <source>Bit-width of the input</source>
        <translation>Bitbreite der Eingabe</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersModel</name>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>not locked</source>
        <translation>nicht gesperrt</translation>
    </message>
    <message>
        <source>Place in execution order</source>
        <translation>Stelle in der Ausführungsreihenfolge</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Name in the file</source>
        <translation>Name in der Datei</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Shape of the weights</source>
        <translation>Form der Gewichte</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Number of weights</source>
        <translation>Anzahl der Gewichte</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Bit-width; type 1 to 8, + and - step</source>
        <translation>Bitbreite; 1 bis 8 eintippen, + und - ändern um eins</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>Bit-width of the layer&apos;s input (needs images)</source>
        <translation>Bitbreite der Eingabe der Schicht (braucht Bilder)</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>How the weights are quantized; double-click to choose (Ctrl+M)</source>
        <translation>Wie die Gewichte quantisiert werden; Doppelklick zum Auswählen (Strg+M)</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Signal-to-quantization-noise ratio of the weights</source>
        <translation>Signal-zu-Quantisierungsrausch-Verhältnis der Gewichte</translation>
    </message>
    <message>
        <source>SQNR dB</source>
        <translation>SQNR dB</translation>
    </message>
    <message>
        <source>Bytes of this layer in the packed file</source>
        <translation>Bytes dieser Schicht in der gepackten Datei</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>KL to the float network when only this layer is quantized like this (log scale)</source>
        <translation>KL zum Float-Netz, wenn nur diese Schicht so quantisiert ist (logarithmisch)</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>Minimum and maximum bits in searches, such as 4-8, 4- or -6; empty: no bounds</source>
        <translation>Kleinste und größte Bits in Suchen, etwa 4-8, 4- oder -6; leer: ohne Grenzen</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Layers with the same letter share one bit-width; empty: none</source>
        <translation>Schichten mit demselben Buchstaben haben dieselbe Bitbreite; leer: keine</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>Kopplung</translation>
    </message>
    <message>
        <source>Locked layers keep their bits in edits and searches (L)</source>
        <translation>Gesperrte Schichten behalten ihre Bits bei Änderungen und Suchen (L)</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>half float</source>
        <translation>Half-Float</translation>
    </message>
    <message>
        <source>auto: %1</source>
        <translation>auto: %1</translation>
    </message>
    <message>
        <source>%1 nats of KL when only this layer has %2</source>
        <translation>%1 Nat KL, wenn nur diese Schicht %2 hat</translation>
    </message>
    <message>
        <source>Not measured for %1 at %2</source>
        <translation>Für %1 bei %2 nicht gemessen</translation>
    </message>
    <message>
        <source>Locked: edits and searches keep its bits</source>
        <translation>Gesperrt: Änderungen und Suchen behalten ihre Bits</translation>
    </message>
    <message>
        <source>Click or press L to lock</source>
        <translation>Klicken oder L drücken zum Sperren</translation>
    </message>
    <message>
        <source>%1 (%2), %3
%4 weights, %5, %6</source>
        <translation>%1 (%2), %3
%4 Gewichte, %5, %6</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersPanel</name>
    <message>
        <source>%1 · %2 weights</source>
        <translation>%1 · %2 Gewichte</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
</context>
<context>
    <name>bitprism::LayersView</name>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Filter layers</source>
        <translation>Schichten filtern</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Shows only layers with all of these words in their name, kind, shape (1x1), bits or method (Ctrl+F)</source>
        <translation>Zeigt nur Schichten mit all diesen Wörtern in Name, Art, Form (1x1), Bits oder Verfahren (Strg+F)</translation>
    </message>
</context>
<context>
    <name>bitprism::LeavingQuestion</name>
    <message>
        <source>Close BitPrism?</source>
        <translation>BitPrism schließen?</translation>
    </message>
    <message>
        <source>Save before opening another?</source>
        <translation>Vor dem Öffnen speichern?</translation>
    </message>
    <message>
        <source>Open another?</source>
        <translation>Anderes öffnen?</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Öffnen</translation>
    </message>
</context>
<context>
    <name>bitprism::MainWindow</name>
    <message>
        <source>opened %1</source>
        <translation>%1 geöffnet</translation>
    </message>
    <message>
        <source>a search ended after %1 evaluations</source>
        <translation>eine Suche endete nach %1 Auswertungen</translation>
    </message>
    <message>
        <source>&amp;Go to panel</source>
        <translation>&amp;Gehe zu Bereich</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>About BitPrism</source>
        <translation>Über BitPrism</translation>
    </message>
    <message>
        <source>&lt;b&gt;BitPrism %1&lt;/b&gt;&lt;p&gt;See, tune, search and export the bit-widths of trained networks.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;</source>
        <translation>&lt;b&gt;BitPrism %1&lt;/b&gt;&lt;p&gt;Bitbreiten trainierter Netze ansehen, einstellen, suchen und exportieren.&lt;/p&gt;&lt;p&gt;Freie Software unter der GNU General Public License, Version 3 oder neuer.&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>bitprism::MapsPanel</name>
    <message>
        <source>Open images first (Ctrl+I): maps are measured on them</source>
        <translation>Zuerst Bilder öffnen (Strg+I): Maps werden mit ihnen gemessen</translation>
    </message>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>Zuerst ein Netz öffnen (Strg+O)</translation>
    </message>
    <message>
        <source>Activation maps</source>
        <translation>Aktivierungs-Maps</translation>
    </message>
</context>
<context>
    <name>bitprism::MapsView</name>
    <message>
        <source>▶ Measure</source>
        <translation>▶ Messen</translation>
    </message>
    <message>
        <source>Memory of one image&apos;s activations over depth</source>
        <translation>Speicher der Aktivierungen eines Bildes über die Tiefe</translation>
    </message>
    <message>
        <source>activation-memory</source>
        <translation>activation-memory</translation>
    </message>
    <message>
        <source>Bits per value under each code</source>
        <translation>Bits je Wert unter jedem Code</translation>
    </message>
    <message>
        <source>codes</source>
        <translation>codes</translation>
    </message>
    <message>
        <source>Activation maps</source>
        <translation>Aktivierungs-Maps</translation>
    </message>
    <message>
        <source>%1-bit codes</source>
        <translation>%1-Bit-Codes</translation>
    </message>
    <message>
        <source>Bits of a code</source>
        <translation>Bits eines Codes</translation>
    </message>
    <message>
        <source>Bit-width to which activations are rounded before lossless coding</source>
        <translation>Bitbreite, auf die Aktivierungen vor dem verlustfreien Codieren gerundet werden</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Map</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>Nullen</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>× fp32</source>
        <translation>× fp32</translation>
    </message>
    <message>
        <source>Maps</source>
        <translation>Maps</translation>
    </message>
    <message>
        <source>Bits per value in the stream, each block in its best code, headers included</source>
        <translation>Bits je Wert im Datenstrom, jeder Block im besten Code, mit Köpfen</translation>
    </message>
    <message>
        <source>under the plan</source>
        <translation>unter dem Plan</translation>
    </message>
    <message>
        <source>coded</source>
        <translation>codiert</translation>
    </message>
    <message>
        <source>bits per value</source>
        <translation>Bits je Wert</translation>
    </message>
    <message>
        <source>%1 images · %2 zeros · %3 smaller than floats</source>
        <translation>%1 Bilder · %2 Nullen · %3 kleiner als Float</translation>
    </message>
    <message>
        <source>Run images through the network and code the outputs of its ReLUs</source>
        <translation>Bilder durch das Netz schicken und die Ausgaben seiner ReLUs codieren</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>wird gemessen…</translation>
    </message>
    <message>
        <source>The number of zeros in each map, and its size after entropy coding, are measured on images (▶ Measure).</source>
        <translation>Die Zahl der Nullen in jeder Map und ihre Größe nach Entropiecodierung werden mit Bildern gemessen (▶ Messen).</translation>
    </message>
    <message>
        <source>%1 times smaller than raw codes</source>
        <translation>%1-mal kleiner als rohe Codes</translation>
    </message>
    <message>
        <source>all maps</source>
        <translation>alle Maps</translation>
    </message>
    <message>
        <source>operators in order</source>
        <translation>Operatoren der Reihe nach</translation>
    </message>
    <message>
        <source>KiB alive</source>
        <translation>KiB belegt</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>roh</translation>
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
        <translation>Datenstrom</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>The memory of one image&apos;s activations over depth will be drawn here.</source>
        <translation>Hier wird der Speicher der Aktivierungen eines Bildes über die Tiefe gezeichnet.</translation>
    </message>
    <message>
        <source>Bits per value under each code will be drawn here.</source>
        <translation>Hier werden die Bits je Wert unter jedem Code gezeichnet.</translation>
    </message>
</context>
<context>
    <name>bitprism::MethodCurves</name>
    <message>
        <source>comparing solvers</source>
        <translation>Löser werden verglichen</translation>
    </message>
</context>
<context>
    <name>bitprism::MethodForm</name>
    <message>
        <source>range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>How the clipping range is chosen</source>
        <translation>Wie der Clipping-Bereich gewählt wird</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>Perzentil</translation>
    </message>
    <message>
        <source>Share of the weights inside the range, in percent</source>
        <translation>Anteil der Gewichte innerhalb des Bereichs in Prozent</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>symmetrisch</translation>
    </message>
    <message>
        <source>Scales without zero points</source>
        <translation>Skalen ohne Nullpunkt</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>For every layer and bit-width the method with the least predicted damage among those that need no more bytes: judged by the layer&apos;s outputs if images are open, otherwise by the weights</source>
        <translation>Für jede Schicht und Bitbreite das Verfahren mit dem kleinsten vorhergesagten Schaden unter denen, die nicht mehr Bytes brauchen: nach den Ausgaben der Schicht, wenn Bilder geöffnet sind, sonst nach den Gewichten</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>How the weights are quantized (Ctrl+M)</source>
        <translation>Wie die Gewichte quantisiert werden (Strg+M)</translation>
    </message>
    <message>
        <source>Granularity</source>
        <translation>Granularität</translation>
    </message>
    <message>
        <source>One scale per output channel, or one for the layer</source>
        <translation>Eine Skala je Ausgangskanal oder eine für die Schicht</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>Korrektur</translation>
    </message>
    <message>
        <source>Statistic of each output channel that is restored after rounding</source>
        <translation>Statistik jedes Ausgangskanals, die nach dem Runden wiederhergestellt wird</translation>
    </message>
    <message>
        <source>Best here</source>
        <translation>Bestes hier</translation>
    </message>
    <message>
        <source>Choose the method with the smallest error for this layer at its bits, within its current bytes (Ctrl+B)</source>
        <translation>Verfahren mit dem kleinsten Fehler für diese Schicht bei ihren Bits wählen, ohne mehr Bytes als jetzt (Strg+B)</translation>
    </message>
    <message>
        <source>Best method for this layer at these bits</source>
        <translation>Bestes Verfahren für diese Schicht bei diesen Bits</translation>
    </message>
    <message>
        <source>In the same bytes</source>
        <translation>Bei gleichen Bytes</translation>
    </message>
    <message>
        <source>In any number of bytes</source>
        <translation>Bei beliebig vielen Bytes</translation>
    </message>
    <message>
        <source>Best method here</source>
        <translation>Bestes Verfahren hier</translation>
    </message>
</context>
<context>
    <name>bitprism::MethodText</name>
    <message>
        <source>no %1</source>
        <translation>ohne %1</translation>
    </message>
    <message>
        <source>Auto: %1</source>
        <translation>Auto: %1</translation>
    </message>
    <message>
        <source>per tensor</source>
        <translation>je Tensor</translation>
    </message>
    <message>
        <source>per channel</source>
        <translation>je Kanal</translation>
    </message>
    <message>
        <source>no correction</source>
        <translation>ohne Korrektur</translation>
    </message>
    <message>
        <source>mean restored</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>mean and deviation</source>
        <translation>Mittelwert und Streuung</translation>
    </message>
    <message>
        <source>mean and gain</source>
        <translation>Mittelwert und Gewinn</translation>
    </message>
    <message>
        <source>mean and output gain</source>
        <translation>Mittelwert und Ausgangsgewinn</translation>
    </message>
    <message>
        <source>min-max</source>
        <translation>Min-Max</translation>
    </message>
    <message>
        <source>least squares</source>
        <translation>kleinste Quadrate</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>Perzentil</translation>
    </message>
    <message>
        <source>, with zero points</source>
        <translation>, mit Nullpunkten</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>%1, range by %2, a grid for each of %3 channels</source>
        <translation>%1, Bereich nach %2, ein Raster für jeden von %3 Kanälen</translation>
    </message>
    <message>
        <source>%1, range by %2, break-point %3</source>
        <translation>%1, Bereich nach %2, Knickpunkt %3</translation>
    </message>
    <message>
        <source>%1, range by %2</source>
        <translation>%1, Bereich nach %2</translation>
    </message>
    <message>
        <source>as the authors&apos; code</source>
        <translation>wie im Code der Autoren</translation>
    </message>
    <message>
        <source>bits per channel</source>
        <translation>Bits je Kanal</translation>
    </message>
    <message>
        <source>no negative values</source>
        <translation>keine negativen Werte</translation>
    </message>
    <message>
        <source>reading of the paper</source>
        <translation>Lesart der Veröffentlichung</translation>
    </message>
    <message>
        <source>share of channels split</source>
        <translation>Anteil geteilter Kanäle</translation>
    </message>
    <message>
        <source>channels per threshold</source>
        <translation>Kanäle je Schwelle</translation>
    </message>
    <message>
        <source>channels per scale</source>
        <translation>Kanäle je Skala</translation>
    </message>
</context>
<context>
    <name>bitprism::NetworkAnalysis</name>
    <message>
        <source>checking the preprocessing</source>
        <translation>Vorverarbeitung wird geprüft</translation>
    </message>
    <message>
        <source>measuring the float network</source>
        <translation>Float-Netz wird gemessen</translation>
    </message>
    <message>
        <source>measuring uniform bits</source>
        <translation>gleiche Bits werden gemessen</translation>
    </message>
    <message>
        <source>measuring input ranges</source>
        <translation>Eingabebereiche werden gemessen</translation>
    </message>
    <message>
        <source>measuring layer inputs</source>
        <translation>Eingaben der Schichten werden gemessen</translation>
    </message>
    <message>
        <source>choosing methods</source>
        <translation>Verfahren werden gewählt</translation>
    </message>
    <message>
        <source>measuring sensitivities</source>
        <translation>Sensitivitäten werden gemessen</translation>
    </message>
</context>
<context>
    <name>bitprism::NetworkOpener</name>
    <message>
        <source>Open a network first, then drop its images.</source>
        <translation>Zuerst ein Netz öffnen, dann dessen Bilder ablegen.</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Run this program?</source>
        <translation>Dieses Programm ausführen?</translation>
    </message>
    <message>
        <source>%1 is a program.</source>
        <translation>%1 ist ein Programm.</translation>
    </message>
    <message>
        <source>Like every TorchScript archive, it contains code, which runs when the network is read. The code was checked and only computes, and it runs isolated, unable to change anything. You will not be asked about this file again.</source>
        <translation>Wie jedes TorchScript-Archiv enthält es Code, der beim Lesen des Netzes läuft. Der Code wurde geprüft und rechnet nur, und er läuft abgeschottet, ohne etwas ändern zu können. Nach dieser Datei wird nicht noch einmal gefragt.</translation>
    </message>
    <message>
        <source>%1
SHA-256 %2</source>
        <translation>%1
SHA-256 %2</translation>
    </message>
    <message>
        <source>&amp;Run it</source>
        <translation>&amp;Ausführen</translation>
    </message>
    <message>
        <source>%1 was not opened.</source>
        <translation>%1 wurde nicht geöffnet.</translation>
    </message>
    <message>
        <source>Open a network</source>
        <translation>Netz öffnen</translation>
    </message>
    <message>
        <source>Networks and sessions (%1 *.bitprism);;All files (*)</source>
        <translation>Netze und Sitzungen (%1 *.bitprism);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Open this network or session again</source>
        <translation>Dieses Netz oder diese Sitzung wieder öffnen</translation>
    </message>
    <message>
        <source>&amp;Clear list</source>
        <translation>Liste &amp;leeren</translation>
    </message>
    <message>
        <source>reading a network to compare</source>
        <translation>lese ein Netz zum Vergleichen</translation>
    </message>
    <message>
        <source>Open or compare?</source>
        <translation>Öffnen oder vergleichen?</translation>
    </message>
    <message>
        <source>%1 is a session.</source>
        <translation>%1 ist eine Sitzung.</translation>
    </message>
    <message>
        <source>Open its network and its search instead of this one, or draw its front beside this one?</source>
        <translation>Ihr Netz und ihre Suche statt dieser öffnen oder ihre Front neben dieser zeichnen?</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Öffnen</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>Use these weights here?</source>
        <translation>Diese Gewichte hier verwenden?</translation>
    </message>
    <message>
        <source>%1 holds weights without a network.</source>
        <translation>%1 enthält Gewichte ohne Netz.</translation>
    </message>
    <message>
        <source>Give them to the open network in place of its own, matched by name and shape, or open the file alone?</source>
        <translation>Sollen sie, nach Namen und Form zugeordnet, die Gewichte des geöffneten Netzes ersetzen, oder soll die Datei allein geöffnet werden?</translation>
    </message>
    <message>
        <source>&amp;Use here</source>
        <translation>&amp;Hier verwenden</translation>
    </message>
    <message>
        <source>&amp;Open alone</source>
        <translation>Allein &amp;öffnen</translation>
    </message>
    <message>
        <source>Use weights from a file</source>
        <translation>Gewichte aus einer Datei verwenden</translation>
    </message>
    <message>
        <source>Files of weights (%1);;All files (*)</source>
        <translation>Dateien mit Gewichten (%1);;Alle Dateien (*)</translation>
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
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exakt</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>noch %1 s</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>noch etwa %1 min</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>noch etwa %1 h</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>1 bit</source>
        <translation>1 Bit</translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation>%1 Bit</translation>
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
        <translation>Angebot</translation>
    </message>
</context>
<context>
    <name>bitprism::PinnedPlans</name>
    <message>
        <source>pin %1</source>
        <translation>%1 anheften</translation>
    </message>
    <message>
        <source>rename pin %1 to %2</source>
        <translation>Angehefteten Plan %1 in %2 umbenennen</translation>
    </message>
    <message>
        <source>remove pin %1</source>
        <translation>Angehefteten Plan %1 entfernen</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanBudget</name>
    <message>
        <source>plan for %1</source>
        <translation>Plan für %1</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanEditor</name>
    <message>
        <source>%1: the input of this layer is not measured, and %2 needs it: choose another method</source>
        <translation>%1: Die Eingabe dieser Schicht ist nicht gemessen, und %2 braucht sie: ein anderes Verfahren wählen</translation>
    </message>
    <message>
        <source>This layer stays float: give it 1 to 8 bits to choose a method.</source>
        <translation>Diese Schicht bleibt Float: 1 bis 8 Bit geben, um ein Verfahren zu wählen.</translation>
    </message>
    <message>
        <source>ranges of inputs</source>
        <translation>Bereiche der Eingaben</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanFiles</name>
    <message>
        <source>Wrote %1: %2. Read back and run: its outputs differ by at most %3 of the largest.</source>
        <translation>%1 geschrieben: %2. Zurückgelesen und ausgeführt: Die Ausgaben weichen um höchstens %3 der größten ab.</translation>
    </message>
    <message>
        <source>Open a plan</source>
        <translation>Plan öffnen</translation>
    </message>
    <message>
        <source>load a plan</source>
        <translation>Plan laden</translation>
    </message>
    <message>
        <source>Save the plan</source>
        <translation>Plan speichern</translation>
    </message>
    <message>
        <source>Export the trained network</source>
        <translation>Trainiertes Netz exportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Wrote %1.</source>
        <translation>%1 geschrieben.</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>wird exportiert</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>The file is slower than the float network in %1.</source>
        <translation>Die Datei ist in %1 langsamer als das Float-Netz.</translation>
    </message>
    <message>
        <source>In %1 on %2 images: %3 %4.</source>
        <translation>In %1 auf %2 Bildern: %3 %4.</translation>
    </message>
    <message>
        <source>In %1, batch %2, one thread: %3 a run, float network %4, %5 times as fast.</source>
        <translation>In %1, Batch %2, ein Thread: %3 je Lauf, Float-Netz %4, %5-mal so schnell.</translation>
    </message>
    <message>
        <source>ONNX Runtime was not found, so the file was not measured in it.</source>
        <translation>ONNX Runtime wurde nicht gefunden, daher wurde die Datei dort nicht gemessen.</translation>
    </message>
    <message>
        <source>The file was written, but not measured in ONNX Runtime: %1</source>
        <translation>Die Datei wurde geschrieben, aber nicht in ONNX Runtime gemessen: %1</translation>
    </message>
    <message>
        <source>Wrote %1: %2. Read back: every weight is the plan&apos;s.</source>
        <translation>%1 geschrieben: %2. Zurückgelesen: Jedes Gewicht ist das des Plans.</translation>
    </message>
    <message>
        <source>Wrote %1: %2. Read back and run: its outputs are the plan&apos;s.</source>
        <translation>%1 geschrieben: %2. Zurückgelesen und ausgeführt: Die Ausgaben sind die des Plans.</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanMeasurement</name>
    <message>
        <source>measuring this plan</source>
        <translation>dieser Plan wird gemessen</translation>
    </message>
</context>
<context>
    <name>bitprism::PlanOptions</name>
    <message>
        <source>options of all layers</source>
        <translation>Optionen aller Schichten</translation>
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
        <translation>Knickpunkt %1</translation>
    </message>
    <message>
        <source>break-point %1: %2</source>
        <translation>Knickpunkt %1: %2</translation>
    </message>
    <message>
        <source> Sums of two tensors.</source>
        <translation> Summen zweier Tensoren.</translation>
    </message>
    <message>
        <source> %1 input channels are split.</source>
        <translation> %1 Eingangskanäle sind geteilt.</translation>
    </message>
    <message>
        <source> %1 pieces, each with its own step; region bits per weight: %2.</source>
        <translation> %1 Stücke, jedes mit eigener Schrittweite; Regionsbits je Gewicht: %2.</translation>
    </message>
    <message>
        <source> A codebook of %1 numbers.</source>
        <translation> Ein Codebuch mit %1 Zahlen.</translation>
    </message>
    <message>
        <source>Blocks of %1; shown are %2 of this channel, from the smallest scale (below) to the largest.</source>
        <translation>Blöcke zu %1; gezeigt sind %2 dieses Kanals, von der kleinsten Skala (unten) bis zur größten.</translation>
    </message>
    <message>
        <source>Blocks of %1 with %2 scales; shown are %3, from the smallest (below) to the largest.</source>
        <translation>Blöcke zu %1 mit %2 Skalen; gezeigt sind %3, von der kleinsten (unten) bis zur größten.</translation>
    </message>
    <message>
        <source>One grid for the whole layer.</source>
        <translation>Ein Raster für die ganze Schicht.</translation>
    </message>
    <message>
        <source>Levels of this channel.</source>
        <translation>Stufen dieses Kanals.</translation>
    </message>
    <message>
        <source>Levels of channel %1, the median of %2 scales; every weight in units of its own channel.</source>
        <translation>Stufen von Kanal %1, dem Median von %2 Skalen; jedes Gewicht in Einheiten seines eigenen Kanals.</translation>
    </message>
    <message>
        <source>Chosen for these bits: %1</source>
        <translation>Für diese Bits gewählt: %1</translation>
    </message>
    <message>
        <source>This layer stays float.</source>
        <translation>Diese Schicht bleibt Float.</translation>
    </message>
    <message>
        <source>IEEE half floats: about 11 bits of precision at any magnitude.</source>
        <translation>IEEE-Half-Floats: etwa 11 Bit Genauigkeit bei jeder Größenordnung.</translation>
    </message>
    <message>
        <source>Current weights: a training is running.</source>
        <translation>Aktuelle Gewichte: Ein Training läuft.</translation>
    </message>
    <message>
        <source>T = %1</source>
        <translation>T = %1</translation>
    </message>
    <message>
        <source>This input stays float; %1 % of it is zero.</source>
        <translation>Diese Eingabe bleibt Float; %1 % davon sind null.</translation>
    </message>
    <message>
        <source>%1; %2 % is zero.</source>
        <translation>%1; %2 % sind null.</translation>
    </message>
    <message>
        <source> Shown are blocks whose largest value is in the highest octaves; errors depend on neighbouring values.</source>
        <translation> Gezeigt sind Blöcke, deren größter Wert in den höchsten Oktaven liegt; Fehler hängen von benachbarten Werten ab.</translation>
    </message>
    <message>
        <source>Unsigned, range by %1; %2 % is zero.</source>
        <translation>Vorzeichenlos, Bereich nach %1; %2 % sind null.</translation>
    </message>
    <message>
        <source>Zero point %1, range by %2; %3 % is zero.</source>
        <translation>Nullpunkt %1, Bereich nach %2; %3 % sind null.</translation>
    </message>
    <message>
        <source>Comparing methods...</source>
        <translation>Verfahren werden verglichen...</translation>
    </message>
    <message>
        <source>%1 %2 in %3</source>
        <translation>%1 %2 in %3</translation>
    </message>
    <message>
        <source>%1 (current) is the best for its bytes</source>
        <translation>%1 (jetzt) ist das Beste für seine Bytes</translation>
    </message>
    <message>
        <source>next %1</source>
        <translation>danach %1</translation>
    </message>
    <message>
        <source>%1 (current) %2</source>
        <translation>%1 (jetzt) %2</translation>
    </message>
    <message>
        <source>at any size: %1</source>
        <translation>bei jeder Größe: %1</translation>
    </message>
    <message>
        <source>Output at %1: %2.</source>
        <translation>Ausgabe bei %1: %2.</translation>
    </message>
    <message>
        <source>At %1: %2.</source>
        <translation>Bei %1: %2.</translation>
    </message>
</context>
<context>
    <name>bitprism::PreprocessingOffer</name>
    <message>
        <source>&amp;Use mean/std of %1 (predicted accuracy %2)</source>
        <translation>Mittelwert/Abweichung von %1 &amp;verwenden (vorhergesagte Genauigkeit %2)</translation>
    </message>
    <message>
        <source>%1. The preprocessing of the images is probably wrong; nothing else is measured until you answer.</source>
        <translation>%1. Die Vorverarbeitung der Bilder ist wahrscheinlich falsch; vor einer Antwort wird nichts weiter gemessen.</translation>
    </message>
    <message>
        <source>&amp;Keep it as it is</source>
        <translation>Wie es ist &amp;behalten</translation>
    </message>
</context>
<context>
    <name>bitprism::PropertyTable</name>
    <message>
        <source>Property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>bitprism::Recovery</name>
    <message>
        <source>Unsaved edits cannot be kept for a restart: %1</source>
        <translation>Nicht gespeicherte Änderungen können nicht für einen Neustart aufbewahrt werden: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::RefusedSearch</name>
    <message>
        <source>%1: %2 in the session, %3 now</source>
        <translation>%1: %2 in der Sitzung, jetzt %3</translation>
    </message>
    <message>
        <source>Other settings</source>
        <translation>Andere Einstellungen</translation>
    </message>
    <message>
        <source>The session %1 of this search was made with other settings.</source>
        <translation>Die Sitzung %1 dieser Suche entstand mit anderen Einstellungen.</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>&amp;Neue Sitzung</translation>
    </message>
    <message>
        <source>Search with the current settings in a new session</source>
        <translation>Mit den jetzigen Einstellungen in einer neuen Sitzung suchen</translation>
    </message>
    <message>
        <source>&amp;Fork</source>
        <translation>A&amp;bzweigen</translation>
    </message>
    <message>
        <source>Start a new session with the measurements of this one</source>
        <translation>Neue Sitzung mit den Messungen dieser beginnen</translation>
    </message>
    <message>
        <source>&amp;Use the session&apos;s settings</source>
        <translation>&amp;Einstellungen der Sitzung verwenden</translation>
    </message>
    <message>
        <source>Continue the session with the settings it was made with</source>
        <translation>Sitzung mit den Einstellungen fortsetzen, mit denen sie entstand</translation>
    </message>
</context>
<context>
    <name>bitprism::ReportDialog</name>
    <message>
        <source>Measure the effect of every &amp;layer alone</source>
        <translation>Die Wirkung jeder Schicht ein&amp;zeln messen</translation>
    </message>
    <message>
        <source>&amp;Compare methods on the whole network</source>
        <translation>Verfahren am ganzen &amp;Netz vergleichen</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>The report has the front, the layers, the plan and the commands that repeat it. What it measures in addition takes time:</source>
        <translation>Der Bericht enthält die Front, die Schichten, den Plan und die Befehle, die ihn wiederholen. Was zusätzlich gemessen wird, braucht Zeit:</translation>
    </message>
    <message>
        <source>It is known already</source>
        <translation>Sie ist schon bekannt</translation>
    </message>
    <message>
        <source>One evaluation of each layer, all others stay float</source>
        <translation>Eine Auswertung je Schicht, alle anderen bleiben float</translation>
    </message>
    <message>
        <source>Names of methods with commas, or all; solvers such as adaround only by name</source>
        <translation>Namen von Verfahren mit Kommas, oder all; Löser wie adaround nur mit Namen</translation>
    </message>
    <message>
        <source>Bits of weights and of the layers&apos; inputs, such as W4A32,W4A8; 32 is float</source>
        <translation>Bits der Gewichte und der Schichteingänge, etwa W4A32,W4A8; 32 ist float</translation>
    </message>
    <message>
        <source>&amp;Methods</source>
        <translation>&amp;Verfahren</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>Choose file...</source>
        <translation>Datei wählen...</translation>
    </message>
    <message>
        <source>Evaluations on all images: %1</source>
        <translation>Auswertungen auf allen Bildern: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::ReportFiles</name>
    <message>
        <source>Save a report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>Webseiten (*.html)</translation>
    </message>
    <message>
        <source>plan of the window</source>
        <translation>Plan des Fensters</translation>
    </message>
    <message>
        <source>plan of trial %1</source>
        <translation>Plan von Versuch %1</translation>
    </message>
    <message>
        <source>Wrote %1 (%2). It opens in every browser.</source>
        <translation>%1 geschrieben (%2). Es öffnet sich in jedem Browser.</translation>
    </message>
</context>
<context>
    <name>bitprism::ScopePicker</name>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>this layer</source>
        <translation>diese Schicht</translation>
    </message>
    <message>
        <source>selected layers</source>
        <translation>ausgewählte Schichten</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>alle Schichten</translation>
    </message>
    <message>
        <source>Layers to change</source>
        <translation>Zu ändernde Schichten</translation>
    </message>
    <message>
        <source>Layers that the choices here apply to; locked layers are not changed</source>
        <translation>Schichten, für die diese Auswahl gilt; gesperrte werden nicht geändert</translation>
    </message>
    <message>
        <source>Apply the settings shown to all of these layers, as one step to undo</source>
        <translation>Die gezeigten Einstellungen auf alle diese Schichten anwenden, als ein Schritt zum Rückgängigmachen</translation>
    </message>
    <message>
        <source>Apply to these layers</source>
        <translation>Auf diese Schichten anwenden</translation>
    </message>
    <message>
        <source>selected (%1)</source>
        <translation>ausgewählte (%1)</translation>
    </message>
    <message>
        <source>all (%1)</source>
        <translation>alle (%1)</translation>
    </message>
</context>
<context>
    <name>bitprism::SearchForm</name>
    <message>
        <source>count the peak of activations</source>
        <translation>Spitze der Aktivierungen mitzählen</translation>
    </message>
    <message>
        <source>How the next plan is chosen</source>
        <translation>Wie der nächste Plan gewählt wird</translation>
    </message>
    <message>
        <source>Total evaluations on all images, including those of earlier runs; cheap ones come on top</source>
        <translation>Auswertungen auf allen Bildern insgesamt, frühere Läufe eingeschlossen; günstige kommen hinzu</translation>
    </message>
    <message>
        <source>The same seed gives the same trials</source>
        <translation>Derselbe Startwert ergibt dieselben Versuche</translation>
    </message>
    <message>
        <source>Bit-widths that unlocked layers may have, such as 2-8, 2,4,8 or 2-8,16</source>
        <translation>Bitbreiten, die nicht gesperrte Schichten haben dürfen, etwa 2-8, 2,4,8 oder 2-8,16</translation>
    </message>
    <message>
        <source>Numbers of images, cheap tasks first; the last one counts. 2000:1 trains for an epoch on 2000 of the images chosen in the Train panel</source>
        <translation>Anzahlen von Bildern, günstige Aufgaben zuerst; die letzte zählt. 2000:1 trainiert eine Epoche lang mit 2000 der im Bereich Training gewählten Bilder</translation>
    </message>
    <message>
        <source>Search method</source>
        <translation>Suchverfahren</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Bit-widths</source>
        <translation>Bitbreiten</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>What the search learns from a cheap task: KL needs few images, accuracy is what counts</source>
        <translation>Was die Suche aus einer günstigen Aufgabe lernt: KL braucht wenige Bilder, auf die Genauigkeit kommt es an</translation>
    </message>
    <message>
        <source>What cheap tasks observe</source>
        <translation>Was günstige Aufgaben beobachten</translation>
    </message>
    <message>
        <source>Methods that compete</source>
        <translation>Verfahren im Wettbewerb</translation>
    </message>
    <message>
        <source>Methods that compete in every layer. None chosen: the plan&apos;s method, and for automatic layers the one with the least predicted damage at each width. Each method uses the plan&apos;s options, otherwise the defaults</source>
        <translation>Verfahren, die in jeder Schicht konkurrieren. Keines gewählt: das Verfahren des Plans und für automatische Schichten je Breite das mit dem kleinsten vorhergesagten Schaden. Jedes Verfahren nutzt die Optionen des Plans, sonst die Voreinstellungen</translation>
    </message>
    <message>
        <source>Memory is the network plus the peak memory of activations for one image</source>
        <translation>Speicher ist das Netz plus der Spitzenspeicher der Aktivierungen für ein Bild</translation>
    </message>
    <message>
        <source>Activations count as memory</source>
        <translation>Aktivierungen zählen als Speicher</translation>
    </message>
    <message>
        <source>Search by</source>
        <translation>Suchen mit</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Cheap tasks</source>
        <translation>Günstige</translation>
    </message>
    <message>
        <source>as in the plan</source>
        <translation>wie im Plan</translation>
    </message>
    <message>
        <source>%1 methods</source>
        <translation>%1 Verfahren</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>%1 takes codes on one uniform grid; this method gives others</source>
        <translation>%1 nimmt Codes auf einem gleichmäßigen Raster; dieses Verfahren liefert andere</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
</context>
<context>
    <name>bitprism::SearchPanel</name>
    <message>
        <source>open images to search</source>
        <translation>zum Suchen Bilder öffnen</translation>
    </message>
    <message>
        <source>▶ Resume</source>
        <translation>▶ Fortsetzen</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ Pause</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausieren</translation>
    </message>
    <message>
        <source>Open images first (Ctrl+I): plans are measured on them</source>
        <translation>Zuerst Bilder öffnen (Strg+I): Pläne werden mit ihnen gemessen</translation>
    </message>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>Zuerst ein Netz öffnen (Strg+O)</translation>
    </message>
    <message>
        <source>The search is kept in memory only: the data folder cannot be written.</source>
        <translation>Die Suche wird nur im Arbeitsspeicher gehalten: In den Datenordner kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Measure again?</source>
        <translation>Erneut messen?</translation>
    </message>
    <message>
        <source>An older version measured this search. Its matrix products on several threads at once could be wrong, and with them any figure. Measure everything again?</source>
        <translation>Eine ältere Version hat diese Suche gemessen. Ihre Matrixprodukte auf mehreren Threads zugleich konnten falsch sein und damit jede Zahl. Alles erneut messen?</translation>
    </message>
    <message>
        <source>&amp;Measure again</source>
        <translation>&amp;Erneut messen</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>Fork the search into</source>
        <translation>Suche abzweigen nach</translation>
    </message>
    <message>
        <source>Sessions (*.bitprism)</source>
        <translation>Sitzungen (*.bitprism)</translation>
    </message>
    <message>
        <source>inputs of a search</source>
        <translation>Eingaben einer Suche</translation>
    </message>
    <message>
        <source>Start another search; the one shown stays in its session</source>
        <translation>Eine neue Suche starten; die gezeigte bleibt in ihrer Sitzung</translation>
    </message>
    <message>
        <source>Start a search</source>
        <translation>Suche starten</translation>
    </message>
    <message>
        <source>Continue the earlier search with these settings</source>
        <translation>Frühere Suche mit diesen Einstellungen fortsetzen</translation>
    </message>
    <message>
        <source>%1. Inputs get %2 bits: only integer kernels change the latency.</source>
        <translation>%1. Eingänge bekommen %2 Bits: Nur ganzzahlige Kernels ändern die Latenz.</translation>
    </message>
    <message>
        <source>Continue the search shown</source>
        <translation>Gezeigte Suche fortsetzen</translation>
    </message>
    <message>
        <source>All trials of the search shown are measured; increase their number to continue it</source>
        <translation>Alle Versuche der gezeigten Suche sind gemessen; zum Fortsetzen ihre Zahl erhöhen</translation>
    </message>
    <message>
        <source>▶ Continue</source>
        <translation>▶ Fortsetzen</translation>
    </message>
    <message>
        <source>▶ Search</source>
        <translation>▶ Suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>The search has ended</source>
        <translation>Die Suche ist beendet</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::SearchView</name>
    <message>
        <source>▶ Start</source>
        <translation>▶ Starten</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ Pause</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ Stopp</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>hypervolume over evaluations</source>
        <translation>Hypervolumen je Auswertung</translation>
    </message>
    <message>
        <source>hypervolume over seconds</source>
        <translation>Hypervolumen je Sekunde</translation>
    </message>
    <message>
        <source>information gained per evaluation</source>
        <translation>Information je Auswertung</translation>
    </message>
    <message>
        <source>Content of the plot</source>
        <translation>Inhalt des Diagramms</translation>
    </message>
    <message>
        <source>Hypervolume by evaluations on all images or by the seconds spent on all evaluations; or the information in each evaluation about its plan&apos;s accuracy, in nats</source>
        <translation>Hypervolumen über den Auswertungen auf allen Bildern oder über den Sekunden aller Auswertungen; oder die Information jeder Auswertung über die Genauigkeit ihres Plans in Nat</translation>
    </message>
    <message>
        <source>hypervolume</source>
        <translation>Hypervolumen</translation>
    </message>
    <message>
        <source>Let running evaluations finish, then wait</source>
        <translation>Laufende Auswertungen beenden lassen, dann warten</translation>
    </message>
    <message>
        <source>End the search; measurements are kept</source>
        <translation>Suche beenden; Messungen bleiben erhalten</translation>
    </message>
    <message>
        <source>Progress of the search</source>
        <translation>Fortschritt der Suche</translation>
    </message>
    <message>
        <source>How long the search will take</source>
        <translation>Wie lange die Suche dauern wird</translation>
    </message>
    <message>
        <source>Length scales of the model</source>
        <translation>Längenskalen des Modells</translation>
    </message>
    <message>
        <source>trial %1 of %2</source>
        <translation>Versuch %1 von %2</translation>
    </message>
    <message>
        <source>%1 cheap ones</source>
        <translation>%1 günstige</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>wird vorbereitet</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>finished in %1</source>
        <translation>fertig nach %1</translation>
    </message>
    <message>
        <source>stopped after %1</source>
        <translation>beendet nach %1</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>these rules since trial %1</source>
        <translation>diese Regeln seit Versuch %1</translation>
    </message>
    <message>
        <source>why: %1</source>
        <translation>Grund: %1</translation>
    </message>
    <message>
        <source> %1 of %2</source>
        <translation> %1 von %2</translation>
    </message>
    <message>
        <source>Preparing the search</source>
        <translation>Die Suche wird vorbereitet</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>▶ Continue</source>
        <translation>▶ Fortsetzen</translation>
    </message>
    <message>
        <source>▶ Start new</source>
        <translation>▶ Neu starten</translation>
    </message>
    <message>
        <source>▶ Resume</source>
        <translation>▶ Fortsetzen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
    <message>
        <source>how alike the tasks are</source>
        <translation>wie ähnlich die Aufgaben sind</translation>
    </message>
    <message>
        <source>seconds per task</source>
        <translation>Sekunden je Aufgabe</translation>
    </message>
    <message>
        <source>reach of a measurement %1</source>
        <translation>Reichweite einer Messung %1</translation>
    </message>
    <message>
        <source>The length scales of the model: how much one input of it, such as the bits of a group of layers, must change until a measured plan says nothing about another. Small ones matter most: %1</source>
        <translation>Die Längenskalen des Modells: wie weit sich eine seiner Eingaben, etwa die Bits einer Gruppe von Schichten, ändern muss, bis ein gemessener Plan nichts mehr über einen anderen aussagt. Kleine sind am wichtigsten: %1</translation>
    </message>
    <message>
        <source>What every evaluation adds will be drawn here.</source>
        <translation>Hier wird gezeichnet, was jede Auswertung hinzufügt.</translation>
    </message>
</context>
<context>
    <name>bitprism::SensitivityMap</name>
    <message>
        <source>Sensitivity of layers by bits</source>
        <translation>Sensitivität der Schichten nach Bits</translation>
    </message>
    <message>
        <source>Arrows move from cell to cell, Enter sets the bits of the layer.</source>
        <translation>Pfeile gehen von Zelle zu Zelle, die Eingabetaste setzt die Bits der Schicht.</translation>
    </message>
    <message>
        <source>sensitivity</source>
        <translation>sensitivity</translation>
    </message>
    <message>
        <source>%1: now %2, %3</source>
        <translation>%1: jetzt %2, %3</translation>
    </message>
    <message>
        <source>%1 at %2: %3, %4%5</source>
        <translation>%1 bei %2: %3, %4%5</translation>
    </message>
    <message>
        <source>loss %1 nats</source>
        <translation>Verlust %1 Nat</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>its bits now</source>
        <translation>seine jetzigen Bits</translation>
    </message>
    <message>
        <source>%1 more than now</source>
        <translation>%1 mehr als jetzt</translation>
    </message>
    <message>
        <source>saves %1</source>
        <translation>spart %1</translation>
    </message>
    <message>
        <source>, locked</source>
        <translation>, gesperrt</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>loss, nats</source>
        <translation>Verlust, Nat</translation>
    </message>
    <message>
        <source>bits now</source>
        <translation>Bits jetzt</translation>
    </message>
    <message>
        <source>%1 (L)</source>
        <translation>%1 (G)</translation>
    </message>
</context>
<context>
    <name>bitprism::SensitivityPanel</name>
    <message>
        <source>%1 is locked and keeps its bits: unlock it with Ctrl+L.</source>
        <translation>%1 ist gesperrt und behält seine Bits: mit Strg+L entsperren.</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>No network is open</source>
        <translation>Kein Netz geöffnet</translation>
    </message>
    <message>
        <source>Sensitivities are measured on images: open some (Ctrl+I)</source>
        <translation>Sensitivitäten werden mit Bildern gemessen: welche öffnen (Strg+I)</translation>
    </message>
    <message>
        <source>waiting to be measured</source>
        <translation>wartet auf Messung</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
</context>
<context>
    <name>bitprism::SensitivityView</name>
    <message>
        <source>In network order</source>
        <translation>In Netzreihenfolge</translation>
    </message>
    <message>
        <source>Most sensitive first</source>
        <translation>Empfindlichste zuerst</translation>
    </message>
    <message>
        <source>Order of layers</source>
        <translation>Reihenfolge der Schichten</translation>
    </message>
    <message>
        <source>Layers as they are executed, or those first that lose most at any width</source>
        <translation>Schichten in Ausführungsreihenfolge oder zuerst die, die bei irgendeiner Breite am meisten verlieren</translation>
    </message>
    <message>
        <source>Logarithmic colours</source>
        <translation>Logarithmische Farben</translation>
    </message>
    <message>
        <source>Linear colours</source>
        <translation>Lineare Farben</translation>
    </message>
    <message>
        <source>Colour scale</source>
        <translation>Farbskala</translation>
    </message>
    <message>
        <source>Equal steps of colour for equal factors of the loss, or for equal differences</source>
        <translation>Gleiche Farbschritte für gleiche Faktoren des Verlusts oder für gleiche Unterschiede</translation>
    </message>
    <message>
        <source>&amp;Copy as table</source>
        <translation>Als Tabelle &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy all losses and bytes as text with tabs</source>
        <translation>Alle Verluste und Bytes als Text mit Tabulatoren kopieren</translation>
    </message>
</context>
<context>
    <name>bitprism::SessionFiles</name>
    <message>
        <source>Save the session</source>
        <translation>Sitzung speichern</translation>
    </message>
    <message>
        <source>Sessions (*.bitprism)</source>
        <translation>Sitzungen (*.bitprism)</translation>
    </message>
    <message>
        <source>Wrote %1 with the search&apos;s measurements so far.</source>
        <translation>%1 mit den bisherigen Messungen der Suche geschrieben.</translation>
    </message>
    <message>
        <source>Wrote %1. The search continues in this file.</source>
        <translation>%1 geschrieben. Die Suche geht in dieser Datei weiter.</translation>
    </message>
</context>
<context>
    <name>bitprism::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
</context>
<context>
    <name>bitprism::ShownLayersDialog</name>
    <message>
        <source>Set bits of the shown layers</source>
        <translation>Bits der gezeigten Schichten setzen</translation>
    </message>
    <message>
        <source>as they are</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>The bit-width of all these layers</source>
        <translation>Bitbreite all dieser Schichten</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>How the weights of all these layers are quantized</source>
        <translation>Wie die Gewichte all dieser Schichten quantisiert werden</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>&amp;Bits</source>
        <translation>&amp;Bits</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Verfahren</translation>
    </message>
    <message>
        <source>All %1 layers; the filter of the table is empty.</source>
        <translation>Alle %1 Schichten; der Filter der Tabelle ist leer.</translation>
    </message>
    <message>
        <source>%1 of %2 layers, shown by the filter &apos;%3&apos;.</source>
        <translation>%1 von %2 Schichten, gezeigt durch den Filter &apos;%3&apos;.</translation>
    </message>
    <message>
        <source>%1 of them are locked and stay.</source>
        <translation>%1 davon sind gesperrt und bleiben.</translation>
    </message>
</context>
<context>
    <name>bitprism::StartPage</name>
    <message>
        <source>no evaluations yet</source>
        <translation>noch keine Auswertungen</translation>
    </message>
    <message>
        <source>%1 evaluations</source>
        <translation>%1 Auswertungen</translation>
    </message>
    <message>
        <source>%1 of %2 evaluations</source>
        <translation>%1 von %2 Auswertungen</translation>
    </message>
    <message>
        <source>%1, stopped by a crash</source>
        <translation>%1, durch Absturz unterbrochen</translation>
    </message>
    <message>
        <source>%1, stopped</source>
        <translation>%1, angehalten</translation>
    </message>
    <message>
        <source>%1, in use by a search in another window</source>
        <translation>%1, von einer Suche in einem anderen Fenster benutzt</translation>
    </message>
    <message>
        <source>%1 · %2 in %3 to %4 in %5</source>
        <translation>%1 · %2 in %3 bis %4 in %5</translation>
    </message>
    <message>
        <source>1 edit</source>
        <translation>1 Änderung</translation>
    </message>
    <message>
        <source>%1 edits</source>
        <translation>%1 Änderungen</translation>
    </message>
    <message>
        <source>trained weights</source>
        <translation>trainierte Gewichte</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>images %1</source>
        <translation>Bilder %1</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>the bundled network with its images</source>
        <translation>das mitgelieferte Netz mit seinen Bildern</translation>
    </message>
    <message>
        <source>no longer in %1</source>
        <translation>nicht mehr in %1</translation>
    </message>
    <message>
        <source>Search of %1</source>
        <translation>Suche für %1</translation>
    </message>
    <message>
        <source>its network or images are no longer there: %1</source>
        <translation>Netz oder Bilder sind nicht mehr vorhanden: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::StartRow</name>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>bitprism::StartView</name>
    <message>
        <source>Drop a network or a session here</source>
        <translation>Netz oder Sitzung hier ablegen</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Open a network or session…</source>
        <translation>Netz oder Sitzung öffnen…</translation>
    </message>
    <message>
        <source>Open the example</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>The example is a small residual network with its images. It opens in a second, and everything can be tried with it.</source>
        <translation>Das Beispiel ist ein kleines Residualnetz mit seinen Bildern. Es öffnet sich in einer Sekunde, und alles lässt sich damit ausprobieren.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>New to BitPrism?</source>
        <translation>Neu in BitPrism?</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Networks and sessions that you open will be listed here.</source>
        <translation>Netze und Sitzungen, die Sie öffnen, werden hier aufgelistet.</translation>
    </message>
</context>
<context>
    <name>bitprism::StartupTask</name>
    <message>
        <source>the network has no layer &apos;%1&apos;</source>
        <translation>das Netz hat keine Schicht &apos;%1&apos;</translation>
    </message>
    <message>
        <source>cannot write &apos;%1&apos;: its suffix is not a picture format</source>
        <translation>&apos;%1&apos; kann nicht geschrieben werden: die Endung gehört zu keinem Bildformat</translation>
    </message>
</context>
<context>
    <name>bitprism::StatusView</name>
    <message>
        <source>Quality and size of the current plan</source>
        <translation>Qualität und Größe des aktuellen Plans</translation>
    </message>
    <message>
        <source>Description of the action under the mouse</source>
        <translation>Beschreibung der Aktion unter der Maus</translation>
    </message>
    <message>
        <source>float %1</source>
        <translation>Float %1</translation>
    </message>
    <message>
        <source>this plan, predicted %1</source>
        <translation>dieser Plan, vorhergesagt %1</translation>
    </message>
    <message>
        <source> ± </source>
        <translation> ± </translation>
    </message>
    <message>
        <source>measured %1 (%2 images)</source>
        <translation>gemessen %1 (%2 Bilder)</translation>
    </message>
    <message>
        <source>, unseen images %1</source>
        <translation>, ungesehene Bilder %1</translation>
    </message>
    <message>
        <source>measuring%1</source>
        <translation>wird gemessen%1</translation>
    </message>
    <message>
        <source>%1 smaller</source>
        <translation>%1 kleiner</translation>
    </message>
    <message>
        <source>measured in integers %1 (%2 images)</source>
        <translation>ganzzahlig gemessen %1 (%2 Bilder)</translation>
    </message>
</context>
<context>
    <name>bitprism::TargetChoice</name>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>What runs the network: widths, methods and inputs are limited to what it takes</source>
        <translation>Was das Netz ausführt: Bitbreiten, Verfahren und Eingänge werden auf das beschränkt, was es annimmt</translation>
    </message>
    <message>
        <source>Nothing is assumed of what runs the network.</source>
        <translation>Es wird nichts darüber angenommen, was das Netz ausführt.</translation>
    </message>
    <message>
        <source>Weights of %1 bits, inputs of %2 bits.</source>
        <translation>Gewichte mit %1 Bit, Eingänge mit %2 Bit.</translation>
    </message>
    <message>
        <source>Layers are computed in whole numbers.</source>
        <translation>Schichten werden in ganzen Zahlen gerechnet.</translation>
    </message>
    <message>
        <source>Layers are computed with floats.</source>
        <translation>Schichten werden mit Gleitkommazahlen gerechnet.</translation>
    </message>
    <message>
        <source>Exports for it were run.</source>
        <translation>Exporte dafür wurden ausgeführt.</translation>
    </message>
    <message>
        <source>Exports for it are checked against its rules only.</source>
        <translation>Exporte dafür werden nur an seinen Regeln geprüft.</translation>
    </message>
</context>
<context>
    <name>bitprism::TaskCostView</name>
    <message>
        <source>Cost of the tasks</source>
        <translation>Kosten der Aufgaben</translation>
    </message>
    <message>
        <source>%1: %2 evaluations, %3 s each</source>
        <translation>%1: %2 Auswertungen, je %3 s</translation>
    </message>
    <message>
        <source>%1 s, %2×</source>
        <translation>%1 s, %2×</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
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
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Every layer with its bits, its method and its error. Type in the Bits column, or press 1 to 8; L locks a layer.</source>
        <translation>Jede Schicht mit ihren Bits, ihrem Verfahren und ihrem Fehler. In die Spalte Bits tippen oder 1 bis 8 drücken; L sperrt eine Schicht.</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>The plan as bars: drag one up or down, and size, error and predicted accuracy follow. Every drag is one step to undo.</source>
        <translation>Der Plan als Balken: einen nach oben oder unten ziehen, und Größe, Fehler und vorhergesagte Genauigkeit folgen. Jedes Ziehen ist ein Schritt zum Rückgängigmachen.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>The distribution of the selected layer&apos;s weights, and the levels that they are rounded to. Choose another method here, or find the best one.</source>
        <translation>Die Verteilung der Gewichte der ausgewählten Schicht und die Stufen, auf die sie gerundet werden. Hier ein anderes Verfahren wählen oder das beste finden.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Start a search for the plans that lose least in the fewest bytes. It is saved as it runs, and can be paused, stopped and resumed.</source>
        <translation>Suche nach den Plänen starten, die mit den wenigsten Bytes am wenigsten verlieren. Sie wird laufend gespeichert und lässt sich pausieren, beenden und fortsetzen.</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>The results of the search: accuracy against memory. Click a point to load its plan, then export it with Ctrl+E.</source>
        <translation>Die Ergebnisse der Suche: Genauigkeit über Speicher. Auf einen Punkt klicken lädt dessen Plan; mit Strg+E exportieren.</translation>
    </message>
    <message>
        <source>&amp;Skip</source>
        <translation>Über&amp;springen</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
</context>
<context>
    <name>bitprism::TrainingForm</name>
    <message>
        <source>Reshape</source>
        <translation>Umformen</translation>
    </message>
    <message>
        <source>mirror</source>
        <translation>spiegeln</translation>
    </message>
    <message>
        <source>shift by %1 px</source>
        <translation>um %1 px verschieben</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>the float network&apos;s outputs</source>
        <translation>Ausgaben des Float-Netzes</translation>
    </message>
    <message>
        <source>Training target: the labels of the images, or the float network&apos;s outputs, which need no labels</source>
        <translation>Trainingsziel: die Labels der Bilder oder die Ausgaben des Float-Netzes, die keine Labels brauchen</translation>
    </message>
    <message>
        <source>Passes over the images</source>
        <translation>Durchläufe durch die Bilder</translation>
    </message>
    <message>
        <source>Images per step</source>
        <translation>Bilder je Schritt</translation>
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
        <translation>Höchste Lernrate; sie fällt entlang eines Kosinus auf null</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>gefaltet</translation>
    </message>
    <message>
        <source>separate, stored statistics</source>
        <translation>getrennt, gespeicherte Statistik</translation>
    </message>
    <message>
        <source>apart, trained</source>
        <translation>getrennt, trainiert</translation>
    </message>
    <message>
        <source>Whether batch norm is trained folded into the layers or separately, with its stored statistics or those of the batch</source>
        <translation>Ob Batch-Norm in die Schichten gefaltet oder getrennt trainiert wird, mit ihrer gespeicherten Statistik oder der des Batches</translation>
    </message>
    <message>
        <source>GDRQ: number of first epochs that only clip weights, which flattens their histogram</source>
        <translation>GDRQ: Zahl der ersten Epochen, die nur Gewichte begrenzen und so ihr Histogramm abflachen</translation>
    </message>
    <message>
        <source>Weight of the mean |activation| after every ReLU; above 0, more activations become zero</source>
        <translation>Gewicht der mittleren |Aktivierung| nach jeder ReLU; über 0 werden mehr Aktivierungen null</translation>
    </message>
    <message>
        <source>Mirror images left to right at random</source>
        <translation>Bilder zufällig links-rechts spiegeln</translation>
    </message>
    <message>
        <source>Shift images a little at random</source>
        <translation>Bilder zufällig etwas verschieben</translation>
    </message>
    <message>
        <source>Images to train on; a tenth of them is held out to evaluate every epoch</source>
        <translation>Trainingsbilder; ein Zehntel davon bleibt zurück, um jede Epoche auszuwerten</translation>
    </message>
    <message>
        <source>Images to train on</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Training target</source>
        <translation>Trainingsziel</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>Batch-Norm</translation>
    </message>
    <message>
        <source>Reshaping epochs</source>
        <translation>Umformende Epochen</translation>
    </message>
    <message>
        <source>Sparsity weight</source>
        <translation>Gewicht der Dünnbesetzung</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Sparsity</source>
        <translation>Dünnbesetzung</translation>
    </message>
    <message>
        <source>Images are</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>the example&apos;s own</source>
        <translation>die des Beispiels</translation>
    </message>
    <message>
        <source>The network&apos;s file has no separate batch norm</source>
        <translation>Die Datei des Netzes hat keine getrennte Batch-Norm</translation>
    </message>
</context>
<context>
    <name>bitprism::TrainingPanel</name>
    <message>
        <source>Open a network first (Ctrl+O)</source>
        <translation>Zuerst ein Netz öffnen (Strg+O)</translation>
    </message>
    <message>
        <source>Open images first (Ctrl+I): the effect of training is measured on them</source>
        <translation>Zuerst Bilder öffnen (Strg+I): Die Wirkung des Trainings wird mit ihnen gemessen</translation>
    </message>
    <message>
        <source>Choose the training images</source>
        <translation>Trainingsbilder wählen</translation>
    </message>
    <message>
        <source>Choose the training images first.</source>
        <translation>Zuerst die Trainingsbilder wählen.</translation>
    </message>
    <message>
        <source>training, epoch %1</source>
        <translation>Training, Epoche %1</translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation>Ein Ordner…</translation>
    </message>
    <message>
        <source>A file (CIFAR, IDX, NumPy, list)…</source>
        <translation>Eine Datei (CIFAR, IDX, NumPy, Liste)…</translation>
    </message>
    <message>
        <source>The open images</source>
        <translation>Die geöffneten Bilder</translation>
    </message>
    <message>
        <source>Measurements on them will then be too optimistic</source>
        <translation>Messungen damit sind dann zu optimistisch</translation>
    </message>
    <message>
        <source>The example&apos;s own</source>
        <translation>Die des Beispiels</translation>
    </message>
    <message>
        <source>Training images</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
</context>
<context>
    <name>bitprism::TrainingView</name>
    <message>
        <source>▶ Train</source>
        <translation>▶ Trainieren</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ Stopp</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Loss over steps, and the quality on held-out images after every epoch</source>
        <translation>Verlust über den Schritten und die Qualität auf zurückbehaltenen Bildern nach jeder Epoche</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>zurückbehalten</translation>
    </message>
    <message>
        <source>Train the network under its plan</source>
        <translation>Netz unter seinem Plan trainieren</translation>
    </message>
    <message>
        <source>Stop now and use the best epoch so far</source>
        <translation>Jetzt beenden und die bisher beste Epoche verwenden</translation>
    </message>
    <message>
        <source>Use the trained weights: a new version of the network, one step to undo</source>
        <translation>Trainierte Gewichte verwenden: eine neue Version des Netzes, ein Schritt zum Rückgängigmachen</translation>
    </message>
    <message>
        <source>Discard the trained weights</source>
        <translation>Trainierte Gewichte verwerfen</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>Fortschritt des Trainings</translation>
    </message>
    <message>
        <source>step %1 of %2, %3 left</source>
        <translation>Schritt %1 von %2, noch %3</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>measuring before training</source>
        <translation>vor dem Training wird gemessen</translation>
    </message>
    <message>
        <source>Held out: %1 %2 before training.</source>
        <translation>Zurückbehalten: %1 %2 vor dem Training.</translation>
    </message>
    <message>
        <source>Held out: %1 %2 before, %3 after epoch %4.</source>
        <translation>Zurückbehalten: %1 %2 vorher, %3 nach Epoche %4.</translation>
    </message>
    <message>
        <source>No epoch was better than the start (%1 %2): nothing to keep.</source>
        <translation>Keine Epoche war besser als der Anfang (%1 %2): nichts zu behalten.</translation>
    </message>
    <message>
        <source>Trained for %1 epochs.</source>
        <translation>%1 Epochen trainiert.</translation>
    </message>
    <message>
        <source>Held out: %1 %2 before, %3 with the weights of epoch %4.</source>
        <translation>Zurückbehalten: %1 %2 vorher, %3 mit den Gewichten von Epoche %4.</translation>
    </message>
    <message>
        <source>epoch %1 of %2</source>
        <translation>Epoche %1 von %2</translation>
    </message>
    <message>
        <source> · %1 left</source>
        <translation> · noch %1</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>held-out %1, %2</source>
        <translation>%1 zurückbehalten, %2</translation>
    </message>
    <message>
        <source>The loss over the steps, and the quality on held-out images after every epoch, are drawn here.</source>
        <translation>Hier werden der Verlust über den Schritten und die Qualität auf zurückbehaltenen Bildern nach jeder Epoche gezeichnet.</translation>
    </message>
</context>
<context>
    <name>bitprism::TrialsModel</name>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>knee</source>
        <translation>Knie</translation>
    </message>
    <message>
        <source>front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Number of the evaluation, in the order in which they were proposed</source>
        <translation>Nummer der Auswertung in der Reihenfolge der Vorschläge</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>What the evaluation cost and saw: its images and epochs</source>
        <translation>Was die Auswertung kostete und sah: ihre Bilder und Epochen</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>%1 on the search images</source>
        <translation>%1 auf den Bildern der Suche</translation>
    </message>
    <message>
        <source>The same on images that the search never saw; only at the last task</source>
        <translation>Dasselbe auf Bildern, die die Suche nie sah; nur bei der letzten Aufgabe</translation>
    </message>
    <message>
        <source>Unseen</source>
        <translation>Ungesehen</translation>
    </message>
    <message>
        <source>Memory of the plan</source>
        <translation>Speicher des Plans</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Mean bits per weight</source>
        <translation>Mittlere Bits je Gewicht</translation>
    </message>
    <message>
        <source>Mean bits</source>
        <translation>Mittlere Bits</translation>
    </message>
    <message>
        <source>Bits of every layer, from the input to the output</source>
        <translation>Bits jeder Schicht, vom Eingang zum Ausgang</translation>
    </message>
    <message>
        <source>Bits per layer</source>
        <translation>Bits je Schicht</translation>
    </message>
    <message>
        <source>How long the evaluation took</source>
        <translation>Wie lange die Auswertung dauerte</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Whether the plan is on the front, or its knee</source>
        <translation>Ob der Plan auf der Front liegt oder ihr Knie ist</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>Why the plan was tried, or why its evaluation failed</source>
        <translation>Warum der Plan ausprobiert wurde oder seine Auswertung scheiterte</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Predicted latency of the plan, for one image</source>
        <translation>Vorhergesagte Latenz des Plans für ein Bild</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Bit operations of the plan, for one image</source>
        <translation>Bitoperationen des Plans für ein Bild</translation>
    </message>
    <message>
        <source>Bit operations</source>
        <translation>Bitoperationen</translation>
    </message>
</context>
<context>
    <name>bitprism::TrialsPanel</name>
    <message>
        <source>Trials</source>
        <translation>Versuche</translation>
    </message>
</context>
<context>
    <name>bitprism::TrialsView</name>
    <message>
        <source>Trials</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Filter trials</source>
        <translation>Versuche filtern</translation>
    </message>
    <message>
        <source>Several words, all of which must apply: text of task or reason, front, knee, or conditions on a column or the bits of layers: accuracy&gt;75 memory&lt;120 bits&lt;4.5 conv1&lt;=4</source>
        <translation>Mehrere Wörter, die alle zutreffen müssen: Text von Aufgabe oder Grund, front, knee oder Bedingungen an eine Spalte oder die Bits von Schichten: accuracy&gt;75 memory&lt;120 bits&lt;4.5 conv1&lt;=4</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>List all trials</source>
        <translation>Alle Versuche auflisten</translation>
    </message>
    <message>
        <source>List all trials again, not only those selected on the front</source>
        <translation>Wieder alle Versuche auflisten, nicht nur die auf der Front ausgewählten</translation>
    </message>
    <message>
        <source>Bits by layer</source>
        <translation>Bits je Schicht</translation>
    </message>
    <message>
        <source>Show bits by layer instead of the table</source>
        <translation>Bits je Schicht statt der Tabelle zeigen</translation>
    </message>
    <message>
        <source>Draw the bits of the selected trials over the layers, one line each, and the current plan thicker</source>
        <translation>Bits der ausgewählten Versuche über den Schichten zeichnen, je eine Linie, den aktuellen Plan dicker</translation>
    </message>
    <message>
        <source>&amp;Copy trials</source>
        <translation>Versuche &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the selected trials with the bits of every layer as text with tabs</source>
        <translation>Ausgewählte Versuche mit den Bits jeder Schicht als Text mit Tabulatoren kopieren</translation>
    </message>
    <message>
        <source>&amp;Load plan (Enter)</source>
        <translation>Plan &amp;laden (Eingabetaste)</translation>
    </message>
    <message>
        <source>Make the plan of this trial the current one</source>
        <translation>Plan dieses Versuchs zum aktuellen machen</translation>
    </message>
    <message>
        <source>1 trial</source>
        <translation>1 Versuch</translation>
    </message>
    <message>
        <source>%1 trials</source>
        <translation>%1 Versuche</translation>
    </message>
    <message>
        <source>%1 of %2 trials</source>
        <translation>%1 von %2 Versuchen</translation>
    </message>
    <message>
        <source>The evaluations of a search will be listed here.</source>
        <translation>Hier werden die Auswertungen einer Suche aufgelistet.</translation>
    </message>
    <message>
        <source>No trial matches the filter.</source>
        <translation>Kein Versuch passt zum Filter.</translation>
    </message>
</context>
<context>
    <name>bitprism::UnsavedWork</name>
    <message>
        <source>The trained weights of %1 are not exported.</source>
        <translation>Die trainierten Gewichte von %1 sind nicht exportiert.</translation>
    </message>
    <message>
        <source>Plan of %1 has unsaved edits.</source>
        <translation>Der Plan von %1 hat nicht gespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>Plan of %1 has 1 unsaved edit.</source>
        <translation>Der Plan von %1 hat 1 nicht gespeicherte Änderung.</translation>
    </message>
    <message>
        <source>Plan of %1 has %2 unsaved edits.</source>
        <translation>Der Plan von %1 hat %2 nicht gespeicherte Änderungen.</translation>
    </message>
    <message>
        <source> (%1 of %2 evaluations)</source>
        <translation> (%1 von %2 Auswertungen)</translation>
    </message>
    <message>
        <source>A search is running%1: it is kept in its session and can be resumed.</source>
        <translation>Eine Suche läuft%1: Sie bleibt in ihrer Sitzung und kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>A search is running%1: it has no session, so its measurements are lost.</source>
        <translation>Eine Suche läuft%1: Sie hat keine Sitzung, ihre Messungen gehen verloren.</translation>
    </message>
    <message>
        <source>The last search%1 has no session: its measurements are lost.</source>
        <translation>Die letzte Suche%1 hat keine Sitzung: Ihre Messungen gehen verloren.</translation>
    </message>
    <message>
        <source>A training is running: it continues from its last epoch when the same training is started again.</source>
        <translation>Ein Training läuft: Es wird ab seiner letzten Epoche fortgesetzt, wenn dasselbe Training wieder gestartet wird.</translation>
    </message>
    <message>
        <source>The trained version of epoch %1 was neither kept nor discarded.</source>
        <translation>Die trainierte Version von Epoche %1 wurde weder behalten noch verworfen.</translation>
    </message>
    <message>
        <source>An export is being written: it is cancelled.</source>
        <translation>Ein Export wird geschrieben: Er wird abgebrochen.</translation>
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
        <translation>Float</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
</context>
<context>
    <name>bitprism::WeightsView</name>
    <message>
        <source>clips at %1 σ</source>
        <translation>Grenze bei %1 σ</translation>
    </message>
    <message>
        <source>clips here</source>
        <translation>Grenze hier</translation>
    </message>
    <message>
        <source>log</source>
        <translation>log</translation>
    </message>
    <message>
        <source>Histogram of the selected layer&apos;s weights</source>
        <translation>Histogramm der Gewichte der ausgewählten Schicht</translation>
    </message>
    <message>
        <source>Histogram of the selected layer&apos;s input</source>
        <translation>Histogramm der Eingabe der ausgewählten Schicht</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>levels of blocks</source>
        <translation>Stufen von Blöcken</translation>
    </message>
    <message>
        <source>Quantization error of the selected layer</source>
        <translation>Quantisierungsfehler der ausgewählten Schicht</translation>
    </message>
    <message>
        <source>all channels</source>
        <translation>alle Kanäle</translation>
    </message>
    <message>
        <source>channel </source>
        <translation>Kanal </translation>
    </message>
    <message>
        <source>Channel shown</source>
        <translation>Gezeigter Kanal</translation>
    </message>
    <message>
        <source>Output channel whose weights and levels are drawn</source>
        <translation>Ausgangskanal, dessen Gewichte und Stufen gezeichnet werden</translation>
    </message>
    <message>
        <source>Counts on a logarithmic scale, which shows the tails</source>
        <translation>Anzahlen logarithmisch, was die Ausläufer zeigt</translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation>Logarithmische Anzahlen</translation>
    </message>
    <message>
        <source>weight ÷ largest level of its channel</source>
        <translation>Gewicht ÷ größte Stufe seines Kanals</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>log10(1 + count)</source>
        <translation>log10(1 + Anzahl)</translation>
    </message>
    <message>
        <source>count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Select a layer to see its weights.</source>
        <translation>Eine Schicht auswählen, um ihre Gewichte zu sehen.</translation>
    </message>
    <message>
        <source>Open images (Ctrl+I) to see the layer&apos;s input.</source>
        <translation>Bilder öffnen (Strg+I), um die Eingabe der Schicht zu sehen.</translation>
    </message>
    <message>
        <source>stored as float, %1</source>
        <translation>als Float gespeichert, %1</translation>
    </message>
    <message>
        <source>left as float</source>
        <translation>bleibt Float</translation>
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
        <translation>gespeichert &lt;b&gt;%1 b&lt;/b&gt;/Gewicht, %2</translation>
    </message>
    <message>
        <source>Largest error %1, cosine %2.</source>
        <translation>Größter Fehler %1, Kosinus %2.</translation>
    </message>
</context>
<context>
    <name>bitprism::WhereForm</name>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>here, confined</source>
        <translation>hier, abgeschottet</translation>
    </message>
    <message>
        <source>workers</source>
        <translation>Arbeiter</translation>
    </message>
    <message>
        <source>Slurm</source>
        <translation>Slurm</translation>
    </message>
    <message>
        <source>Where plans are evaluated</source>
        <translation>Wo Pläne ausgewertet werden</translation>
    </message>
    <message>
        <source>Where plans are evaluated: in this window; in processes of this machine that may do nothing but compute; in workers that you start on any machine; or in workers that are started as jobs of Slurm</source>
        <translation>Wo Pläne ausgewertet werden: in diesem Fenster; in Prozessen dieses Rechners, die nichts als rechnen dürfen; in Arbeitern, die Sie auf beliebigen Rechnern starten; oder in Arbeitern, die als Aufträge von Slurm gestartet werden</translation>
    </message>
    <message>
        <source>Number of workers</source>
        <translation>Anzahl der Arbeiter</translation>
    </message>
    <message>
        <source>How many evaluations run at a time. Workers that connect are all used, but a search proposes only so many plans ahead</source>
        <translation>Wie viele Auswertungen gleichzeitig laufen. Alle Arbeiter, die sich verbinden, werden genutzt, aber eine Suche schlägt nur so viele Pläne im Voraus vor</translation>
    </message>
    <message>
        <source>HOST:PORT or unix:PATH</source>
        <translation>HOST:PORT oder unix:PFAD</translation>
    </message>
    <message>
        <source>Address that workers connect to</source>
        <translation>Adresse, mit der sich Arbeiter verbinden</translation>
    </message>
    <message>
        <source>Where workers connect to: HOST:PORT, such as 0.0.0.0:7400 for all networks of this machine, or unix:PATH for this machine alone</source>
        <translation>Womit sich Arbeiter verbinden: HOST:PORT, etwa 0.0.0.0:7400 für alle Netze dieses Rechners, oder unix:PFAD nur für diesen Rechner</translation>
    </message>
    <message>
        <source>options of sbatch</source>
        <translation>Optionen für sbatch</translation>
    </message>
    <message>
        <source>Options of sbatch</source>
        <translation>Optionen für sbatch</translation>
    </message>
    <message>
        <source>More options of the jobs, such as -p gpu --gres=gpu:1 -t 2:00:00</source>
        <translation>Weitere Optionen der Aufträge, etwa -p gpu --gres=gpu:1 -t 2:00:00</translation>
    </message>
    <message>
        <source>Copy worker&apos;s line</source>
        <translation>Arbeiterzeile kopieren</translation>
    </message>
    <message>
        <source>Copy the line that starts a worker, to be pasted on another machine</source>
        <translation>Die Zeile kopieren, die einen Arbeiter startet, um sie auf einem anderen Rechner einzufügen</translation>
    </message>
</context>
<context>
    <name>bitprism::WorkerRow</name>
    <message>
        <source>Send this worker home: what it does goes to another</source>
        <translation>Diesen Arbeiter heimschicken: seine Arbeit bekommt ein anderer</translation>
    </message>
    <message>
        <source>Send home: %1</source>
        <translation>Heimschicken: %1</translation>
    </message>
</context>
<context>
    <name>bitprism::WorkersList</name>
    <message>
        <source>no workers yet</source>
        <translation>noch keine Arbeiter</translation>
    </message>
    <message>
        <source>1 worker</source>
        <translation>1 Arbeiter</translation>
    </message>
    <message>
        <source>%1 workers</source>
        <translation>%1 Arbeiter</translation>
    </message>
    <message>
        <source>%1: waits for work</source>
        <translation>%1: wartet auf Arbeit</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>; its job has %1</source>
        <translation>; sein Auftrag: %1</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Arbeiter</translation>
    </message>
    <message>
        <source>Show or hide the workers</source>
        <translation>Die Arbeiter zeigen oder verbergen</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
</context>
<context>
    <name>bitprism::Workspace</name>
    <message>
        <source>Measuring the network</source>
        <translation>Netz wird gemessen</translation>
    </message>
    <message>
        <source>Measuring this plan</source>
        <translation>Dieser Plan wird gemessen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Choosing methods</source>
        <translation>Verfahren werden gewählt</translation>
    </message>
    <message>
        <source>Computing errors of layers</source>
        <translation>Fehler der Schichten werden berechnet</translation>
    </message>
    <message>
        <source>Comparing solvers</source>
        <translation>Löser werden verglichen</translation>
    </message>
    <message>
        <source>Switching weights</source>
        <translation>Gewichte werden gewechselt</translation>
    </message>
    <message>
        <source>Search: trial</source>
        <translation>Suche: Versuch</translation>
    </message>
    <message>
        <source>Search: %1</source>
        <translation>Suche: %1</translation>
    </message>
    <message>
        <source>Search: preparing</source>
        <translation>Suche: wird vorbereitet</translation>
    </message>
    <message>
        <source>Training: step</source>
        <translation>Training: Schritt</translation>
    </message>
    <message>
        <source>inputs of a search</source>
        <translation>Eingaben einer Suche</translation>
    </message>
</context>
<context>
    <name>compared_plan</name>
    <message>
        <source>%1, %2 bits</source>
        <translation>%1, %2 Bit</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>agreement with float</source>
        <translation>Übereinstimmung mit Float</translation>
    </message>
    <message>
        <source>mean IoU</source>
        <translation>mittlere IoU</translation>
    </message>
    <message>
        <source>output SQNR</source>
        <translation>Ausgangs-SQNR</translation>
    </message>
    <message>
        <source>both</source>
        <translation>beides</translation>
    </message>
    <message>
        <source>Uniform</source>
        <translation>Uniform</translation>
    </message>
    <message>
        <source>min-max</source>
        <translation>Min-Max</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>Perzentil</translation>
    </message>
    <message>
        <source>least squares</source>
        <translation>kleinste Quadrate</translation>
    </message>
    <message>
        <source>batch extremes</source>
        <translation>Batch-Extreme</translation>
    </message>
    <message>
        <source>ACIQ clip</source>
        <translation>ACIQ-Grenze</translation>
    </message>
    <message>
        <source>KL threshold</source>
        <translation>KL-Schwelle</translation>
    </message>
    <message>
        <source>GDRQ threshold</source>
        <translation>GDRQ-Schwelle</translation>
    </message>
    <message>
        <source>symmetric</source>
        <translation>symmetrisch</translation>
    </message>
    <message>
        <source>per channel</source>
        <translation>je Kanal</translation>
    </message>
    <message>
        <source>allocate</source>
        <translation>Bits verteilen</translation>
    </message>
    <message>
        <source>restore mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>prior</source>
        <translation>Verteilung</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>block</source>
        <translation>Block</translation>
    </message>
    <message>
        <source>exponent bits</source>
        <translation>Exponentenbits</translation>
    </message>
    <message>
        <source>break-point</source>
        <translation>Knickpunkt</translation>
    </message>
    <message>
        <source>breakpoint</source>
        <translation>Knickpunkt</translation>
    </message>
    <message>
        <source>expand</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>sorted</source>
        <translation>sortiert</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>Lesart</translation>
    </message>
    <message>
        <source>one sided</source>
        <translation>einseitig</translation>
    </message>
    <message>
        <source>clip</source>
        <translation>Begrenzung</translation>
    </message>
    <message>
        <source>author</source>
        <translation>wie Autoren</translation>
    </message>
    <message>
        <source>terms</source>
        <translation>Terme</translation>
    </message>
    <message>
        <source>regions</source>
        <translation>Regionen</translation>
    </message>
    <message>
        <source>overlapping</source>
        <translation>überlappend</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exakt</translation>
    </message>
    <message>
        <source>half scales</source>
        <translation>Half-Skalen</translation>
    </message>
    <message>
        <source>refine</source>
        <translation>verfeinern</translation>
    </message>
    <message>
        <source>share of the values that the range &apos;percentile&apos; keeps</source>
        <translation>Anteil der Werte, den der Bereich &apos;Perzentil&apos; behält</translation>
    </message>
    <message>
        <source>signed activations have their zero in the middle</source>
        <translation>vorzeichenbehaftete Aktivierungen haben ihre Null in der Mitte</translation>
    </message>
    <message>
        <source>one grid per tensor or per input channel</source>
        <translation>ein Raster je Tensor oder je Eingangskanal</translation>
    </message>
    <message>
        <source>aciq per channel: bits of its own for each, the given ones on average</source>
        <translation>ACIQ je Kanal: eigene Bits für jeden, im Mittel die angegebenen</translation>
    </message>
    <message>
        <source>per channel, what is restored after rounding</source>
        <translation>je Kanal: was nach dem Runden wiederhergestellt wird</translation>
    </message>
    <message>
        <source>density that aciq&apos;s clip is computed for</source>
        <translation>Dichte, für die die ACIQ-Grenze berechnet wird</translation>
    </message>
    <message>
        <source>gdrq: k of the clip k mean|a|; 0: by the bits</source>
        <translation>GDRQ: k der Grenze k · mean|a|; 0: nach den Bits</translation>
    </message>
    <message>
        <source>bfp: neighbouring channels that share an exponent</source>
        <translation>BFP: benachbarte Kanäle mit gemeinsamem Exponenten</translation>
    </message>
    <message>
        <source>bfp: bits of a shared exponent</source>
        <translation>BFP: Bits eines gemeinsamen Exponenten</translation>
    </message>
    <message>
        <source>how pwlq&apos;s break-point is found</source>
        <translation>wie der Knickpunkt von PWLQ gefunden wird</translation>
    </message>
    <message>
        <source>fraction of the input channels to split</source>
        <translation>Anteil der Eingangskanäle, die geteilt werden</translation>
    </message>
    <message>
        <source>number of output channels that share a threshold</source>
        <translation>Anzahl der Ausgangskanäle mit gemeinsamer Schwelle</translation>
    </message>
    <message>
        <source>group channels by similar mean |w|</source>
        <translation>Kanäle nach ähnlichem mean|w| gruppieren</translation>
    </message>
    <message>
        <source>interpretation of the paper&apos;s grid</source>
        <translation>Lesart des Rasters aus der Veröffentlichung</translation>
    </message>
    <message>
        <source>clipping factor k of k mean|w|; 0: the best for the bits</source>
        <translation>Grenzfaktor k von k · mean|w|; 0: der beste für die Bits</translation>
    </message>
    <message>
        <source>assumed density of the weights, for which the clip is computed</source>
        <translation>angenommene Dichte der Gewichte, für die die Grenze berechnet wird</translation>
    </message>
    <message>
        <source>clip negative values to 0, as a ReLU does</source>
        <translation>negative Werte auf 0 begrenzen wie eine ReLU</translation>
    </message>
    <message>
        <source>use the analytic clipping range instead of the full range</source>
        <translation>analytischen Clipping-Bereich statt des ganzen Bereichs verwenden</translation>
    </message>
    <message>
        <source>allocate bits per channel, with the given bits on average</source>
        <translation>Bits auf Kanäle verteilen, im Mittel die angegebenen</translation>
    </message>
    <message>
        <source>use the authors&apos; tables and grids, for comparison</source>
        <translation>Tabellen und Raster der Autoren verwenden, zum Vergleich</translation>
    </message>
    <message>
        <source>number of terms; 2 adds a second tensor for the remainder</source>
        <translation>Anzahl der Terme; 2 fügt einen zweiten Tensor für den Rest hinzu</translation>
    </message>
    <message>
        <source>how breakpoints are determined</source>
        <translation>wie Knickpunkte bestimmt werden</translation>
    </message>
    <message>
        <source>number of pieces, one more than breakpoints</source>
        <translation>Anzahl der Stücke, eines mehr als Knickpunkte</translation>
    </message>
    <message>
        <source>let the outer grid span the whole range</source>
        <translation>äußeres Raster über den ganzen Bereich spannen</translation>
    </message>
    <message>
        <source>find the exact optimum instead of using Lloyd&apos;s iteration</source>
        <translation>exaktes Optimum statt Lloyd-Iteration</translation>
    </message>
    <message>
        <source>number of input channels that share a scale</source>
        <translation>Anzahl der Eingangskanäle mit gemeinsamer Skala</translation>
    </message>
    <message>
        <source>store scales as half floats</source>
        <translation>Skalen als Half-Floats speichern</translation>
    </message>
    <message>
        <source>refine codes and scales alternately until the squared error converges</source>
        <translation>Codes und Skalen abwechselnd verfeinern, bis der quadratische Fehler konvergiert</translation>
    </message>
    <message>
        <source>KL threshold %2</source>
        <translation>KL-Schwelle %2</translation>
    </message>
    <message>
        <source>T = %1, %2</source>
        <translation>T = %1, %2</translation>
    </message>
    <message>
        <source>clip α = %1, %2</source>
        <translation>Grenze α = %1, %2</translation>
    </message>
    <message>
        <source>whole range</source>
        <translation>ganzer Bereich</translation>
    </message>
    <message>
        <source>break-point %1</source>
        <translation>Knickpunkt %1</translation>
    </message>
    <message>
        <source>multi-task GP</source>
        <translation>Multi-Task-GP</translation>
    </message>
    <message>
        <source>GP of the top task</source>
        <translation>GP der obersten Aufgabe</translation>
    </message>
    <message>
        <source>multi-task GP as published, lines</source>
        <translation>Multi-Task-GP im Original, Geraden</translation>
    </message>
    <message>
        <source>multi-task GP as published, parabolas</source>
        <translation>Multi-Task-GP im Original, Parabeln</translation>
    </message>
    <message>
        <source>multi-task GP as published, cubics</source>
        <translation>Multi-Task-GP im Original, kubisch</translation>
    </message>
    <message>
        <source>multi-task GP as published, Chebyshev</source>
        <translation>Multi-Task-GP im Original, Tschebyschow</translation>
    </message>
    <message>
        <source>sensitivity sweep</source>
        <translation>Sensitivitäts-Durchlauf</translation>
    </message>
    <message>
        <source>knapsack</source>
        <translation>Rucksack</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>Greedy</translation>
    </message>
    <message>
        <source>swaps by KL</source>
        <translation>Tausch nach KL</translation>
    </message>
    <message>
        <source>random</source>
        <translation>zufällig</translation>
    </message>
    <message>
        <source>packed</source>
        <translation>gepackt</translation>
    </message>
    <message>
        <source>Runs in ONNX Runtime. Containers of 8 bits for 5 to 8 bits, of 4 for 3 and 4, of 2 (opset 25) for 1 and 2. Larger than the packed file.</source>
        <translation>Läuft in ONNX Runtime. Behälter zu 8 Bit für 5 bis 8 Bit, zu 4 für 3 und 4, zu 2 (Opset 25) für 1 und 2. Größer als die gepackte Datei.</translation>
    </message>
    <message>
        <source>BitPrism&apos;s own format, codes packed to the bit.</source>
        <translation>Eigenes Format von BitPrism, Codes auf das Bit gepackt.</translation>
    </message>
    <message>
        <source>Runs in any PyTorch, with the dequantized weights as floats: as large as the network that was opened.</source>
        <translation>Läuft in jedem PyTorch, mit den dequantisierten Gewichten als Float: so groß wie das geöffnete Netz.</translation>
    </message>
    <message>
        <source>calibrating activations</source>
        <translation>Aktivierungen werden kalibriert</translation>
    </message>
    <message>
        <source>calibrating tensors</source>
        <translation>Tensoren werden kalibriert</translation>
    </message>
    <message>
        <source>choosing methods</source>
        <translation>Verfahren werden gewählt</translation>
    </message>
    <message>
        <source>coding maps</source>
        <translation>Maps werden codiert</translation>
    </message>
    <message>
        <source>collecting layer inputs</source>
        <translation>Eingaben der Schichten werden gesammelt</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>wird verglichen</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>wird ausgewertet</translation>
    </message>
    <message>
        <source>finding ranges of maps</source>
        <translation>Bereiche der Maps werden bestimmt</translation>
    </message>
    <message>
        <source>measuring again, evaluation</source>
        <translation>erneute Messung, Auswertung</translation>
    </message>
    <message>
        <source>measuring sensitivities</source>
        <translation>Sensitivitäten werden gemessen</translation>
    </message>
    <message>
        <source>measuring the float network</source>
        <translation>Float-Netz wird gemessen</translation>
    </message>
    <message>
        <source>quantization errors</source>
        <translation>Quantisierungsfehler</translation>
    </message>
    <message>
        <source>reading images</source>
        <translation>Bilder werden gelesen</translation>
    </message>
    <message>
        <source>reading the network</source>
        <translation>Netz wird gelesen</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>trying the usual preprocessings</source>
        <translation>übliche Vorverarbeitungen werden probiert</translation>
    </message>
    <message>
        <source>waiting for other measurements</source>
        <translation>warten auf andere Messungen</translation>
    </message>
    <message>
        <source>choosing the next plan</source>
        <translation>nächster Plan wird gewählt</translation>
    </message>
    <message>
        <source>replaying finished trials</source>
        <translation>fertige Versuche werden nachgespielt</translation>
    </message>
    <message>
        <source>evaluating trial %1</source>
        <translation>Versuch %1 wird ausgewertet</translation>
    </message>
    <message>
        <source>measurements so far are kept</source>
        <translation>bisherige Messungen bleiben erhalten</translation>
    </message>
    <message>
        <source>saving a session</source>
        <translation>Sitzung wird gespeichert</translation>
    </message>
    <message>
        <source>ranges of inputs</source>
        <translation>Bereiche der Eingaben</translation>
    </message>
    <message>
        <source>best method</source>
        <translation>bestes Verfahren</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>wird geöffnet</translation>
    </message>
    <message>
        <source>restoring edits</source>
        <translation>Änderungen werden wiederhergestellt</translation>
    </message>
    <message>
        <source>maps</source>
        <translation>Maps</translation>
    </message>
    <message>
        <source>inputs</source>
        <translation>Eingaben</translation>
    </message>
    <message>
        <source>choices waited for</source>
        <translation>warten auf die Wahl der Verfahren</translation>
    </message>
    <message>
        <source>opening a plan</source>
        <translation>Plan wird geöffnet</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>wird exportiert</translation>
    </message>
    <message>
        <source>saving a plan</source>
        <translation>Plan wird gespeichert</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>Antworten werden berechnet</translation>
    </message>
    <message>
        <source>examining layers</source>
        <translation>Schichten werden untersucht</translation>
    </message>
    <message>
        <source>layers of the report</source>
        <translation>Schichten des Berichts</translation>
    </message>
    <message>
        <source>opening a plan to compare</source>
        <translation>Plan zum Vergleich wird geöffnet</translation>
    </message>
    <message>
        <source>making a report</source>
        <translation>Bericht wird erstellt</translation>
    </message>
    <message>
        <source>writing a plan for a command</source>
        <translation>Plan für einen Befehl wird geschrieben</translation>
    </message>
    <message>
        <source>median of top ten</source>
        <translation>Median der zehn größten</translation>
    </message>
    <message>
        <source>evaluating in the runtime</source>
        <translation>Auswertung in der Laufzeitumgebung</translation>
    </message>
    <message>
        <source>measuring latency</source>
        <translation>Messung der Latenz</translation>
    </message>
    <message>
        <source>signed codes</source>
        <translation>Codes mit Vorzeichen</translation>
    </message>
    <message>
        <source>power-of-two scale</source>
        <translation>Zweierpotenz als Skala</translation>
    </message>
    <message>
        <source>power of two</source>
        <translation>Zweierpotenz</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>ONNX Runtime, integers</source>
        <translation>ONNX Runtime, ganze Zahlen</translation>
    </message>
    <message>
        <source>ONNX Runtime, floats</source>
        <translation>ONNX Runtime, Gleitkomma</translation>
    </message>
    <message>
        <source>zero in the middle of the codes for all activations, as int8 with zero point 0</source>
        <translation>Null in der Mitte der Codes für alle Aktivierungen, wie int8 mit Nullpunkt 0</translation>
    </message>
    <message>
        <source>scales are powers of two</source>
        <translation>Skalen sind Zweierpotenzen</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>bit operations</source>
        <translation>Bitoperationen</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>agreement with float on made images</source>
        <translation>Übereinstimmung mit Float auf erzeugten Bildern</translation>
    </message>
    <message>
        <source>output SQNR on made images</source>
        <translation>Ausgabe-SQNR auf erzeugten Bildern</translation>
    </message>
    <message>
        <source>top-5 accuracy</source>
        <translation>Top-5-Genauigkeit</translation>
    </message>
    <message>
        <source>binary accuracy</source>
        <translation>binäre Genauigkeit</translation>
    </message>
    <message>
        <source>mean average precision</source>
        <translation>mittlere durchschnittliche Präzision</translation>
    </message>
    <message>
        <source>exact match</source>
        <translation>exakte Übereinstimmung</translation>
    </message>
    <message>
        <source>Hamming accuracy</source>
        <translation>Hamming-Genauigkeit</translation>
    </message>
    <message>
        <source>PSNR to float</source>
        <translation>PSNR gegen Float</translation>
    </message>
    <message>
        <source>SSIM to float</source>
        <translation>SSIM gegen Float</translation>
    </message>
    <message>
        <source>COCO mAP</source>
        <translation>COCO-mAP</translation>
    </message>
    <message>
        <source>COCO mAP at .5</source>
        <translation>COCO-mAP bei 0,5</translation>
    </message>
    <message>
        <source>measure of the program</source>
        <translation>Maß des Programms</translation>
    </message>
    <message>
        <source>making images</source>
        <translation>Bilder werden erzeugt</translation>
    </message>
    <message>
        <source>writing files to time</source>
        <translation>Dateien zum Messen schreiben</translation>
    </message>
    <message>
        <source>opening files to time</source>
        <translation>Dateien zum Messen öffnen</translation>
    </message>
    <message>
        <source>profiling the %1 form</source>
        <translation>Profil der Form %1</translation>
    </message>
    <message>
        <source>starting workers</source>
        <translation>Arbeiter werden gestartet</translation>
    </message>
    <message>
        <source>there are no workers</source>
        <translation>es gibt keine Arbeiter</translation>
    </message>
</context>
<context>
    <name>front_selection</name>
    <message>
        <source>selected</source>
        <translation>ausgewählt</translation>
    </message>
</context>
<context>
    <name>language</name>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Language of texts and numbers, from the next start</source>
        <translation>Sprache der Texte und Zahlen, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>The language changes at the next start of BitPrism: %1.</source>
        <translation>Die Sprache wechselt beim nächsten Start von BitPrism: %1.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>%1 or %2</source>
        <translation>%1 oder %2</translation>
    </message>
    <message>
        <source>Images to measure plans on: a file or folder of images, or: example.</source>
        <translation>Bilder zum Messen von Plänen: Datei oder Ordner mit Bildern oder: example.</translation>
    </message>
    <message>
        <source>Preprocessing of the images: JSON with scale, mean, std, resize, crop, channels.</source>
        <translation>Vorverarbeitung der Bilder: JSON mit scale, mean, std, resize, crop, channels.</translation>
    </message>
    <message>
        <source>Colours: light, dark, high-contrast or system.</source>
        <translation>Farben: light, dark, high-contrast oder system.</translation>
    </message>
    <message>
        <source>Language of texts and numbers: system, en, de or zh_CN.</source>
        <translation>Sprache der Texte und Zahlen: system, en, de oder zh_CN.</translation>
    </message>
    <message>
        <source>Save a picture of the window once everything is loaded, then quit.</source>
        <translation>Ein Bild des Fensters speichern, sobald alles geladen ist, dann beenden.</translation>
    </message>
    <message>
        <source>Start a search of this many trials (with --screenshot: the picture is taken halfway).</source>
        <translation>Suche mit so vielen Versuchen starten (mit --screenshot: das Bild entsteht nach der Hälfte).</translation>
    </message>
    <message>
        <source>Tasks of that search, such as 512,all,2000:1 (epochs after a colon).</source>
        <translation>Aufgaben dieser Suche, etwa 512,all,2000:1 (Epochen nach einem Doppelpunkt).</translation>
    </message>
    <message>
        <source>Training images, for trainings and searches that train.</source>
        <translation>Trainingsbilder für Trainings und Suchen, die trainieren.</translation>
    </message>
    <message>
        <source>Start a training of this many epochs (with --screenshot: the picture is taken at its end).</source>
        <translation>Training mit so vielen Epochen starten (mit --screenshot: das Bild entsteht am Ende).</translation>
    </message>
    <message>
        <source>With --screenshot: draw only the front of this session.</source>
        <translation>Mit --screenshot: nur die Front dieser Sitzung zeichnen.</translation>
    </message>
    <message>
        <source>With --screenshot: draw only the plot that this document describes.</source>
        <translation>Mit --screenshot: nur das Diagramm zeichnen, das dieses Dokument beschreibt.</translation>
    </message>
    <message>
        <source>Size of the window, such as 1680x1050.</source>
        <translation>Größe des Fensters, etwa 1680x1050.</translation>
    </message>
    <message>
        <source>Load this plan once the network is open.</source>
        <translation>Diesen Plan laden, sobald das Netz geöffnet ist.</translation>
    </message>
    <message>
        <source>Select the layer of this name.</source>
        <translation>Die Schicht dieses Namens auswählen.</translation>
    </message>
    <message>
        <source>Bring a panel to the front: %1.</source>
        <translation>Einen Bereich nach vorn holen: %1.</translation>
    </message>
    <message>
        <source>Run TorchScript archives, which are programs, without asking.</source>
        <translation>TorchScript-Archive, die Programme sind, ohne Frage ausführen.</translation>
    </message>
    <message>
        <source>See, tune, search and export the bit-widths of trained networks.</source>
        <translation>Bitbreiten trainierter Netze ansehen, einstellen, suchen und exportieren.</translation>
    </message>
    <message>
        <source>Network to open: %1; or: example</source>
        <translation>Zu öffnendes Netz: %1; oder: example</translation>
    </message>
    <message>
        <source>cannot use window size &apos;%1&apos;: expected a size such as 1680x1050</source>
        <translation>Fenstergröße &apos;%1&apos; ist nicht verwendbar: erwartet wird eine Größe wie 1680x1050</translation>
    </message>
    <message>
        <source>cannot read the number of trials &apos;%1&apos;: expected a number</source>
        <translation>die Zahl der Versuche &apos;%1&apos; ist nicht lesbar: erwartet wird eine Zahl</translation>
    </message>
    <message>
        <source>cannot read the number of epochs &apos;%1&apos;: expected a number</source>
        <translation>die Zahl der Epochen &apos;%1&apos; ist nicht lesbar: erwartet wird eine Zahl</translation>
    </message>
    <message>
        <source>expected one network, not several</source>
        <translation>erwartet wird ein Netz, nicht mehrere</translation>
    </message>
    <message>
        <source>--front and --plot need --screenshot FILE</source>
        <translation>--front und --plot brauchen --screenshot FILE</translation>
    </message>
    <message>
        <source>a screenshot needs a network to show</source>
        <translation>ein Bild des Fensters braucht ein Netz, das es zeigt</translation>
    </message>
    <message>
        <source>there is no panel &apos;%1&apos;: expected %2</source>
        <translation>es gibt keinen Bereich &apos;%1&apos;: erwartet wird %2</translation>
    </message>
    <message>
        <source>there is no theme &apos;%1&apos;: expected light, dark, high-contrast or system</source>
        <translation>es gibt kein Farbschema &apos;%1&apos;: erwartet wird light, dark, high-contrast oder system</translation>
    </message>
    <message>
        <source>there is no language &apos;%1&apos;: expected system, en, de or zh_CN</source>
        <translation>es gibt keine Sprache &apos;%1&apos;: erwartet wird system, en, de oder zh_CN</translation>
    </message>
    <message>
        <source>With --screenshot and --panel: draw only that panel.</source>
        <translation>Mit --screenshot und --panel: nur diesen Bereich zeichnen.</translation>
    </message>
    <message>
        <source>--alone needs --screenshot FILE and --panel NAME</source>
        <translation>--alone braucht --screenshot DATEI und --panel NAME</translation>
    </message>
</context>
<context>
    <name>plot_export</name>
    <message>
        <source>Save as PNG...</source>
        <translation>Als PNG speichern...</translation>
    </message>
    <message>
        <source>Save this plot as pixels</source>
        <translation>Dieses Diagramm als Pixel speichern</translation>
    </message>
    <message>
        <source>Save as SVG...</source>
        <translation>Als SVG speichern...</translation>
    </message>
    <message>
        <source>Save this plot as vector graphics</source>
        <translation>Dieses Diagramm als Vektorgrafik speichern</translation>
    </message>
    <message>
        <source>Save as PDF...</source>
        <translation>Als PDF speichern...</translation>
    </message>
    <message>
        <source>Save this plot for printing</source>
        <translation>Dieses Diagramm zum Drucken speichern</translation>
    </message>
    <message>
        <source>Save as CSV...</source>
        <translation>Als CSV speichern...</translation>
    </message>
    <message>
        <source>Save the numbers of this plot as a table</source>
        <translation>Die Zahlen dieses Diagramms als Tabelle speichern</translation>
    </message>
    <message>
        <source>Save the plot</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>Copy numbers</source>
        <translation>Zahlen kopieren</translation>
    </message>
    <message>
        <source>Copy the numbers of this plot as a table</source>
        <translation>Zahlen dieses Diagramms als Tabelle kopieren</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Copy this plot as pixels</source>
        <translation>Dieses Diagramm als Pixelbild kopieren</translation>
    </message>
</context>
<context>
    <name>table_copy</name>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the selected rows as text with tabs</source>
        <translation>Ausgewählte Zeilen als Text mit Tabulatoren kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;table</source>
        <translation>&amp;Tabelle kopieren</translation>
    </message>
    <message>
        <source>Save as %1...</source>
        <translation>Als %1 speichern...</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>Tabelle speichern</translation>
    </message>
</context>
</TS>
