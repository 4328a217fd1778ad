// Templates of one line that would end a process, or take its memory, were nothing bounded.

export interface Hostile {
  name: string;
  template: string;
  /** values.yaml. */
  values?: string;
  /** Ends by a cancel only: it is endless, not large. */
  endless?: true;
  /** What the error says. */
  says?: string;
}

const cycle = `{{ $d := dict }}{{ $_ := set $d "a" $d }}`;
const knot = `{{ $d := dict }}{{ $_ := set $d "l" (list (dict "m" (dict "n" (list $d)))) }}`;
/** Each level holds the former one twice: 2^60 in all. */
const bush = `{{ $d := dict "x" "y" }}{{ range until 60 }}{{ $d = dict "a" $d "b" $d }}{{ end }}`;
const chain = `{{ $d := dict }}{{ range until 1000000 }}{{ $d = dict "a" $d }}{{ end }}`;
const large = `{{ $s := repeat 200000000 "x" }}`;
const million = `{{ $s := repeat 1000000 "x" }}`;

/** Functions that go through all of a value. */
const walkers = [
  "toYaml",
  "mustToYaml",
  "toYamlPretty",
  "toToml",
  "mustToToml",
  "toJson",
  "mustToJson",
  "toPrettyJson",
  "toRawJson",
  "toString",
  "print",
  "println",
  'printf "%v"',
  'printf "%#v"',
  "quote",
  "squote",
  "cat",
  "list | join",
  "list | toStrings",
  "list | sortAlpha",
  "deepCopy",
  "html",
  "js",
  "urlquery",
  "dict $d",
  "list $d | uniq",
  "eq $d",
  "deepEqual (deepCopy $d)",
];

function walked(what: string, value: string): Hostile[] {
  return walkers.map((walker) => ({ name: `${walker} of ${what}`, template: `${value}{{ $d | ${walker} }}` }));
}

const nested = (open: string, inner: string, close: string, count: number): string =>
  open.repeat(count) + inner + close.repeat(count);

export const hostile: readonly Hostile[] = [
  // Much at once.
  { name: "repeat", template: `{{ repeat 1000000000000 "x" }}`, says: "limits.render" },
  { name: "repeat beyond numbers", template: `{{ repeat 9223372036854775807 "xx" }}` },
  { name: "repeat of repeat", template: `{{ repeat 100000 (repeat 100000 "x") }}` },
  { name: "until", template: `{{ range until 1000000000 }}{{ end }}` },
  { name: "until below zero", template: `{{ range until -1000000000 }}{{ end }}` },
  { name: "untilStep", template: `{{ untilStep 0 1000000000000 1 | len }}` },
  { name: "untilStep that overflows", template: `{{ untilStep 0 9223372036854775807 4611686018427387904 | len }}` },
  { name: "untilStep whose step overflows", template: `{{ untilStep 1 3 9223372036854775807 | len }}` },
  { name: "untilStep downwards", template: `{{ untilStep 0 -1000000000000 -1 | len }}` },
  { name: "seq", template: `{{ seq 1 1 2000000000 }}` },
  { name: "seq of one", template: `{{ seq -2000000000 }}` },
  { name: "seq of two", template: `{{ seq 1 2000000000 | len }}` },
  { name: "indent", template: `{{ indent 1000000000000 "x" }}` },
  { name: "nindent of lines", template: `{{ nindent 1000000 (repeat 1000000 "\\n") }}` },
  { name: "randAlphaNum", template: `{{ randAlphaNum 1000000000 }}` },
  { name: "randAscii", template: `{{ randAscii 1000000000 }}` },
  { name: "randBytes", template: `{{ randBytes 100000000000 }}` },
  { name: "printf with widths", template: `{{ printf (repeat 100000 "%[1]1000000d") 1 | len }}` },
  { name: "printf with a width as an argument", template: `{{ printf (repeat 100000 "%[1]*[1]d") 1000000 | len }}` },
  { name: "printf that repeats an argument", template: `${million}{{ printf (repeat 100000 "%[1]s") $s | len }}` },
  { name: "join", template: `${million}{{ join $s (until 100000) | len }}` },
  { name: "cat", template: `${large}{{ cat $s $s $s | len }}` },
  { name: "replace", template: `${million}{{ replace "x" $s $s | len }}` },
  { name: "replace of nothing", template: `${million}{{ replace "" $s $s | len }}` },
  { name: "regexReplaceAll", template: `${million}{{ regexReplaceAll "x" $s $s | len }}` },
  {
    name: "regexReplaceAll with groups",
    template: `${million}{{ regexReplaceAll "(.*)" $s (repeat 100000 "$\{1}") | len }}`,
  },
  { name: "regexReplaceAllLiteral", template: `${million}{{ regexReplaceAllLiteral "" $s $s | len }}` },
  { name: "wrapWith", template: `${million}{{ wrapWith 1 $s $s | len }}` },
  { name: "splitList", template: `${large}{{ splitList "" $s | len }}` },
  { name: "split", template: `${large}{{ split "x" $s | len }}` },
  { name: "regexFindAll", template: `${large}{{ regexFindAll "" $s -1 | len }}` },
  // Escaped, they take several times as much.
  { name: "toJson of what it escapes", template: `{{ repeat 268000000 "<" | toJson | len }}` },
  { name: "toPrettyJson of what it escapes", template: `{{ repeat 268000000 "<" | toPrettyJson | len }}` },
  { name: "toYaml of what it escapes", template: `{{ repeat 268000000 "\\x01" | toYaml | len }}` },
  { name: "toYaml of lines", template: `{{ repeat 268000000 "\\n" | toYaml | len }}` },
  { name: "toYaml of a long text", template: `{{ repeat 268000000 "x" | toYaml | len }}` },
  { name: "toToml of what it escapes", template: `{{ repeat 268000000 "\\x01" | dict "a" | toToml | len }}` },
  { name: "html of what it escapes", template: `{{ repeat 268000000 "\\"" | html | len }}` },
  { name: "js of what it escapes", template: `{{ repeat 268000000 "<" | js | len }}` },
  { name: "quote of what it escapes", template: `{{ repeat 268000000 "\\x01" | quote | len }}` },
  { name: "printf that escapes", template: `{{ repeat 66000000 "😀" | printf "%+q" | len }}` },
  { name: "printf of bytes", template: `{{ repeat 268000000 "a" | printf "%# x" | len }}` },
  { name: "printf of a wide list", template: `{{ printf "%1000000d" (until 1000000) | len }}` },
  { name: "genCA of a long name", template: `{{ genCA (repeat 200000000 "a") 1 }}` },
  {
    name: "quote of escapes, kept",
    template: `{{ $d := dict }}{{ range $i := until 100000 }}{{ $_ := set $d (toString $i) (quote (repeat 10000000 "\\"")) }}{{ end }}`,
  },
  {
    name: "many texts, kept",
    template: `{{ $d := dict }}{{ range $i := until 1000000 }}{{ $_ := set $d (toString $i) (repeat 1000000 (toString $i)) }}{{ end }}`,
  },
  { name: "lists that grow", template: `{{ $l := list }}{{ range 1000000000000 }}{{ $l = append $l "x" }}{{ end }}` },
  { name: "lists that double", template: `{{ $l := list "x" }}{{ range until 100 }}{{ $l = concat $l $l }}{{ end }}` },
  {
    name: "a dict that grows",
    template: `{{ $d := dict }}{{ range $i := 1000000000000 }}{{ $_ := set $d (toString $i) $i }}{{ end }}`,
    endless: true,
  },
  { name: "texts that double", template: `{{ $s := "xx" }}{{ range until 100 }}{{ $s = print $s $s }}{{ end }}` },
  {
    name: "an include that doubles",
    template: `{{ define "d" }}{{ . }}{{ . }}{{ end }}{{ $s := "xx" }}{{ range until 100 }}{{ $s = include "d" $s }}{{ end }}`,
  },
  {
    name: "output without an end",
    template: `{{ range 1000000000000 }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{{ end }}`,
    says: "limits.render",
  },
  { name: "output of many parts", template: `a: [{{ repeat 60000000 "[]," }}]` },
  { name: "output of many documents", template: `{{ repeat 20000000 "\\n---\\na: b" }}` },
  { name: "output of many empty documents", template: `{{ repeat 50000000 "\\n---" }}` },
  {
    name: "output of many hooks",
    template: `{{ repeat 2500000 "\\n---\\nkind: ConfigMap\\nmetadata: {annotations: {helm.sh/hook: test}}" }}`,
  },
  { name: "output of many lines", template: `{{ repeat 130000000 "#\\n" }}` },
  { name: "fromYaml of many parts", template: `{{ fromYaml (print "a: [" (repeat 60000000 "[],") "]") | len }}` },
  { name: "fromJson of many parts", template: `{{ fromJsonArray (print "[" (repeat 60000000 "[],") "1]") | len }}` },
  { name: "fromYaml that nests", template: `{{ fromYaml (repeat 50000000 "[") | len }}` },
  { name: "fromToml that nests", template: `{{ fromToml (print "a=" (repeat 50000000 "[")) | len }}` },
  {
    name: "fromYaml of an alias to a long text",
    template: `{{ fromYaml (print "a: &a " (repeat 10000000 "x") "\\nb: [" (repeat 10000 "*a,") "]") | len }}`,
  },
  {
    name: "an alias to a long text in the output",
    template: `a: &a {{ repeat 10000000 "x" }}\nb: [{{ repeat 1000 "*a," }}]\n`,
  },
  { name: "fromToml of a deep key", template: `{{ fromToml (print (repeat 100000 "a.") "a = 1") | len }}` },
  { name: "fromToml of tables in tables", template: `{{ fromToml (print "a = " (repeat 50000 "{a = ")) | len }}` },
  {
    name: "fromToml of a table of a long name",
    template: `{{ fromToml (print "[" (repeat 1000000 "a") "]\\n" (join "=1\\n" (until 100000))) | len }}`,
  },
  { name: "uniq", template: `{{ uniq (until 1000000) | len }}` },
  { name: "trimAll", template: `{{ trimAll (repeat 1000000 "é") (repeat 1000000 "à") | len }}` },
  {
    name: "a regular expression of many steps",
    template: `${million}{{ regexMatch (repeat 20 "(x?){1000}y") (repeat 100 $s) }}`,
  },
  {
    name: "a regular expression of many alternatives",
    template: `{{ regexMatch (repeat 30000000 "ab|") "x" }}`,
  },
  { name: "shuffle", template: `{{ shuffle (repeat 268000000 "x") | len }}` },
  { name: "a pattern of many alternatives", template: `{{ .Files.Glob (repeat 30 "{a,b}") | len }}` },
  // Values without an end.
  { name: "a dict in itself, printed", template: `${cycle}{{ $d }}`, says: "contains itself" },
  { name: "a knot of dicts and lists, printed", template: `${knot}{{ $d }}` },
  { name: "a bush, printed", template: `${bush}{{ $d }}` },
  { name: "a chain, printed", template: `${chain}{{ $d }}` },
  ...walked("a dict in itself", cycle),
  ...walked("a bush", bush),
  ...["toYaml", "toToml", "toString", "deepCopy", "toJson", "deepEqual (dict)"].flatMap((walker) => [
    { name: `${walker} of a knot`, template: `${knot}{{ $d | ${walker} }}` },
    { name: `${walker} of a chain`, template: `${chain}{{ $d | ${walker} }}` },
  ]),
  {
    name: "merge of two dicts in themselves",
    template: `${cycle}{{ $e := dict }}{{ $_ := set $e "a" $e }}{{ merge $d $e }}`,
  },
  {
    name: "mustMergeOverwrite of two",
    template: `${cycle}{{ $e := dict }}{{ $_ := set $e "a" $e }}{{ mustMergeOverwrite $d $e }}`,
  },
  { name: "merge into itself, printed", template: `{{ $d := dict }}{{ $_ := merge $d (dict "a" $d) }}{{ $d }}` },
  {
    name: "mergeOverwrite into itself",
    template: `{{ $d := dict "a" (dict) }}{{ $_ := mergeOverwrite $d (dict "a" $d) }}{{ toYaml $d }}`,
  },
  { name: "values in themselves", template: `{{ $_ := set .Values "a" .Values }}{{ .Values }}` },
  { name: "values in themselves, as YAML", template: `{{ $_ := set .Values "a" .Values }}{{ toYaml .Values }}` },
  { name: "values in themselves, by a method", template: `{{ $_ := set .Values "a" $ }}{{ .Values.YAML }}` },
  { name: "all in itself", template: `{{ $_ := set . "self" . }}{{ . }}` },
  { name: "all in itself, as TOML", template: `{{ $_ := set $ "self" $ }}{{ toToml . }}` },
  {
    name: "a global in itself",
    template: `{{ $_ := set .Values.global "g" .Values }}{{ toString .Values.global }}`,
    values: "global: {}\n",
  },
  {
    name: "a list of values in itself",
    template: `{{ $_ := set (first .Values.l) "l" .Values.l }}{{ .Values.l }}`,
    values: "l: [{}]\n",
  },
  {
    name: "ranged into itself",
    template: `{{ range .Values.l }}{{ $_ := set . "up" $.Values }}{{ end }}{{ toString .Values }}`,
    values: "l: [{}]\n",
  },
  { name: "fail of a cycle", template: `${cycle}{{ fail (toString $d) }}` },
  { name: "tpl of a cycle", template: `${cycle}{{ tpl "{{ . }}" $d }}` },
  // Templates without an end.
  { name: "tpl of itself", template: `{{ tpl .Values.x . }}`, values: `x: "{{ tpl .Values.x . }}"\n` },
  {
    name: "tpl of itself with much text",
    template: `{{ $_ := set .Values "x" (print "{{/* " (repeat 5000000 "x") " */}}{{ tpl .Values.x . }}") }}{{ tpl .Values.x . }}`,
  },
  {
    name: "tpl that doubles",
    template: `{{ tpl .Values.x . }}`,
    values: `x: "{{ tpl .Values.x . }}{{ tpl .Values.x . }}"\n`,
  },
  { name: "include of itself", template: `{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}` },
  {
    name: "includes in a circle of many names",
    template: `${Array.from({ length: 300 }, (_, i) => `{{ define "n${i}" }}{{ include "n${(i + 1) % 300}" . }}{{ end }}`).join("")}{{ include "n0" . }}`,
  },
  { name: "template of itself", template: `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}` },
  {
    name: "template of itself, in many blocks",
    template: `{{ define "a" }}${nested("{{ if 1 }}", `{{ template "a" . }}`, "{{ end }}", 5000)}{{ end }}{{ template "a" . }}`,
  },
  {
    name: "include of itself, in many parentheses",
    template: `{{ define "a" }}{{ ${nested("(", `include "a" .`, ")", 5000)} }}{{ end }}{{ include "a" . }}`,
  },
  {
    name: "include and tpl of each other",
    template: `{{ define "a" }}{{ tpl "{{ include \\"a\\" . }}" . }}{{ end }}{{ include "a" . }}`,
  },
  { name: "tpl of many words", template: `{{ tpl (print "{{ print " (repeat 8000000 "1 ") "}}") . }}` },
  { name: "tpl of many blocks", template: `{{ tpl (repeat 20000000 "{{if 1}}") . }}` },
  { name: "tpl of many parentheses", template: `{{ tpl (print "{{ " (repeat 10000000 "(") ) . }}` },
  { name: "range without an end", template: `{{ range 1000000000000 }}{{ end }}`, endless: true },
  {
    name: "ranges in ranges",
    template: `{{ range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}`,
    endless: true,
  },
  {
    name: "includes in a range without an end",
    template: `{{ define "a" }}{{ end }}{{ range 1000000000000 }}{{ include "a" . }}{{ end }}`,
    endless: true,
  },
  {
    name: "keys without an end",
    template: `{{ range 1000000000000 }}{{ $k := derivePassword 1 "long" "a" "b" "c" }}{{ end }}`,
    endless: true,
  },
  {
    name: "hashes without an end",
    template: `{{ range 1000000000000 }}{{ $k := htpasswd "a" "b" }}{{ end }}`,
    endless: true,
  },
];
