<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
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
        <source>&amp;Lock or unlock layer</source>
        <translation>Schicht s&amp;perren oder entsperren</translation>
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
    <name>bitprism::BitsPanel</name>
    <message>
        <source>drag a bar · L locks · width is size, colour is sensitivity</source>
        <translation>Balken ziehen · L sperrt · Breite ist Größe, Farbe ist Sensitivität</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
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
        <source>One bar per layer. Left and right select a layer, up and down change its bits, L locks it.</source>
        <translation>Ein Balken je Schicht. Links und rechts wählen eine Schicht, auf und ab ändern ihre Bits, L sperrt sie.</translation>
    </message>
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
</context>
<context>
    <name>bitprism::ChannelStrip</name>
    <message>
        <source>Bits of every channel</source>
        <translation>Bits jedes Kanals</translation>
    </message>
    <message>
        <source>%1 channels, bits from %2 to %3</source>
        <translation>%1 Kanäle, Bits von %2 bis %3</translation>
    </message>
    <message>
        <source>channel %1: %2</source>
        <translation>Kanal %1: %2</translation>
    </message>
    <message>
        <source>bits of %1 channels, %2 to %3</source>
        <translation>Bits von %1 Kanälen, %2 bis %3</translation>
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
        <source>range of %1</source>
        <translation>Grenzen von %1</translation>
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
        <source>method %1 for %2</source>
        <translation>Verfahren %1 für %2</translation>
    </message>
    <message>
        <source>automatic method for %1</source>
        <translation>automatisches Verfahren für %1</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 Schichten</translation>
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
    <name>bitprism::FrontPanel</name>
    <message>
        <source>preparing a search</source>
        <translation>Suche wird vorbereitet</translation>
    </message>
    <message>
        <source>%1 evaluations · %2 on the front · colour: task</source>
        <translation>%1 Auswertungen · %2 auf der Front · Farbe: Aufgabe</translation>
    </message>
    <message>
        <source>%1 against memory</source>
        <translation>%1 über Speicher</translation>
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
        <source>Open images (Ctrl+I) to measure the quality of plans</source>
        <translation>Bilder öffnen (Strg+I), um die Qualität von Plänen zu messen</translation>
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
        <source>plan for %1</source>
        <translation>Plan für %1</translation>
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
        <source>Every evaluation is a dot; left and right move along the front and load its plans.</source>
        <translation>Jede Auswertung ist ein Punkt; links und rechts gehen an der Front entlang und laden ihre Pläne.</translation>
    </message>
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
        <source>this plan</source>
        <translation>dieser Plan</translation>
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
        <source>this session</source>
        <translation>diese Sitzung</translation>
    </message>
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
        <source>float %1</source>
        <translation>Float %1</translation>
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
    <name>bitprism::HelpMenu</name>
    <message>
        <source>layer %1 · %2 bits</source>
        <translation>Schicht %1 · %2 Bit</translation>
    </message>
    <message>
        <source>Open a network or the example first: the tour explains their panels.</source>
        <translation>Zuerst ein Netz oder das Beispiel öffnen: Der Rundgang erklärt deren Bereiche.</translation>
    </message>
</context>
<context>
    <name>bitprism::InputForm</name>
    <message>
        <source>Bits of the input</source>
        <translation>Bits der Eingabe</translation>
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
        <source>Shows only layers with this text in their name, kind, shape, bits or method (Ctrl+F)</source>
        <translation>Zeigt nur Schichten mit diesem Text in Name, Art, Form, Bits oder Verfahren (Strg+F)</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
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
        <source>operator, input to output</source>
        <translation>Operator, Eingang bis Ausgang</translation>
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
</context>
<context>
    <name>bitprism::OfferBar</name>
    <message>
        <source>Offer</source>
        <translation>Angebot</translation>
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
        <source>task correlation</source>
        <translation>Korrelation der Aufgaben</translation>
    </message>
    <message>
        <source>cost per task</source>
        <translation>Kosten je Aufgabe</translation>
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
        <source>length scales %1</source>
        <translation>Längenskalen %1</translation>
    </message>
    <message>
        <source>Distance, in each input of the model, beyond which plans say nothing about each other: %1</source>
        <translation>Abstand in jeder Eingabe des Modells, ab dem Pläne nichts übereinander aussagen: %1</translation>
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
        <source>Networks and sessions that you open are listed here.</source>
        <translation>Geöffnete Netze und Sitzungen werden hier aufgelistet.</translation>
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
</context>
</TS>
