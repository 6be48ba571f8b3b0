"""Demonstration data: the deliveries of a municipality that does not exist.

`kern.schrijven.write_deliveries` (or `manage.py demodata`) writes to one folder:

- eight files about persons and addresses, named after their source (`brp.csv`, …; the corporation
  delivers `huurachterstanden.xlsx`, and CSV above 300,000 residents), in the formats of BRONNEN.md.
  They differ as real ones do:

  | file | encoding | separator | dates and numbers |
  |---|---|---|---|
  | brp | UTF-8 | ; | JJJJMMDD, some partial |
  | woningmarktmonitor | UTF-8 | , | missing as `.`, `-99999999`, `onbekend`; an unknown column |
  | bijstandsuitkeringen | UTF-8 | ; | dd-mm-jjjj |
  | bijzondere_bijstand | UTF-8 with byte order mark | ; | ISO |
  | schuldhulpverlening | UTF-8 | tab, all quoted | dd-mm-jjjj; an unknown column |
  | gemeentelijke_belastingen | UTF-8 | ; | 1.234,56 |
  | verdachten | windows-1252 | ; | dd-mm-jjjj |
  | huurachterstanden | XLSX | | cells with dates and numbers |

- `context.csv` (seven survey themes, by buurt, wijk and municipality, in five years) and
  `gebieden.geojson` (a polygon for each buurt, a point for each straat, in the North Sea);
- `<bron>.aanbieding.json` beside each: the aanbiedingsgegevens (bron, bestand, peildatum,
  periode_begin, periode_einde, aantal_rijen, sha256, contact, blad);
- `waarheid.json`: what was planted.

The same seed, size and peildatum give the same bytes. Buurten are made and written one by one, so
memory does not grow with the size.

`waarheid.json`
---------------
| key | what it holds |
|---|---|
| versie, seed, inwoners, peildatum, periode_begin, vuil | how it was made; the period ends on the peildatum |
| buurten, referentie | the codes of Buurt 1, 2 and 3; the last is the average one |
| groepen | over those three: code, omschrijving, inwoners, verdachten (in the linked file), verwacht (sum of the chances they were drawn with), doel (the share that was planted), aandeel |
| verdachten_geplant, verdachten_verloren | in the whole municipality: drawn, and of those not to be found by linking |
| per_buurt | by code: naam, soort, inwoners, verdachten |
| tellingen | by area (`gemeente`, `onderzoek` = the three, and each of the three), kenmerk and class: [residents, suspects] that the linked file should hold; classes as in `bronnen.kern.kenmerken` |
| leveringen | by source: bestand, rijen, sha256, geweigerd, niet_gekoppeld, extra_kolommen |
| leveringen.geweigerd | what the door should refuse: regel and kolom as the door names them, aantal, regels (row numbers in the file, the first hundred). A row counts once; the door may name a second rule for it (an empty BSN of a tax assessment also reads as an organisation's) |
| leveringen.niet_gekoppeld | good rows that linking can't place or leaves aside, by reason |
| leveringen.extra_kolommen | columns that no leverschema knows |
| model | the true main-effects logit for residents of 12 and over: intercept, and for each factor its reference class and log-odds by class |
"""  # noqa: E501
