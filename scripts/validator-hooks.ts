// What scripts/hooks.ts changes in the validator of JSON schemas.
import type { Edit } from "./edit.ts";

const guardImport: Edit = {
  from: '\t"github.com/santhosh-tekuri/jsonschema/v6/kind"\n',
  to: '\t"bunhelm/helm/guard"\n\t"github.com/santhosh-tekuri/jsonschema/v6/kind"\n',
};

/** Files of the validator: Helm gives it no context, and it bounds neither what it computes nor what it says. */
export const validatorEdits: Record<string, Edit[]> = {
  "validator.go": [
    guardImport,
    { from: "type validator struct {\n", to: "type validator struct {\n\tguard        *guard.Check\n" },
    { from: "\tsubvd := validator{\n", to: "\tsubvd := validator{\n\t\tguard:        vd.guard,\n", times: 3 },
    // What is applied to a part of the values counts with all of them.
    { from: "\treturn sch.validate(v, ", to: "\treturn sch.validate(guard.Checking(), v, " },
    { from: "(sch *Schema) validate(v any, ", to: "(sch *Schema) validate(check *guard.Check, v any, " },
    { from: "\tvd := validator{\n", to: "\tvd := validator{\n\t\tguard:        check,\n" },
    { from: "err := sch.validate(pname, ", to: "err := sch.validate(vd.guard, pname, " },
    { from: "err = sch.validate(*deserialized, ", to: "err = sch.validate(vd.guard, *deserialized, " },
    {
      from: "func (vd *validator) validate() (*uneval, error) {\n",
      to: "func (vd *validator) validate() (*uneval, error) {\n\tvd.guard.Enter()\n\tdefer vd.guard.Leave()\n",
    },
    // What takes long.
    {
      from: "\t\t\tfor _, item := range s.Enum.Values {\n",
      to: "\t\t\tfor _, item := range s.Enum.Values {\n\t\t\t\tvd.guard.Step()\n",
    },
    {
      from: "\t\t\tif regex.MatchString(pname) {\n",
      to: "\t\t\tvd.guard.Match(regex, pname)\n\t\t\tif regex.MatchString(pname) {\n",
    },
    {
      from: "\t\tif !s.Pattern.MatchString(str) {\n",
      to: "\t\tvd.guard.Match(s.Pattern, str)\n\t\tif !s.Pattern.MatchString(str) {\n",
    },
    { from: "duplicates(arr)\n", to: "duplicates(arr, vd.guard)\n" },
    { from: 'numVal, _ = new(big.Rat).SetString(fmt.Sprintf("%v", v))', to: "numVal, _ = guard.Number(v)" },
    // What faults hold.
    {
      from: "\t\treturn &ValidationError{}\n\t}\n",
      to: "\t\treturn &ValidationError{}\n\t}\n\tvd.guard.Fault(len(vd.vloc))\n",
    },
    {
      from: "\tif len(additionalPros) > 0 {\n",
      to: "\tif len(additionalPros) > 0 {\n\t\tvd.hold(len(additionalPros))\n",
    },
    { from: "\treturn missing\n", to: "\tvd.hold(len(missing))\n\treturn missing\n" },
    {
      from: "\t\t// minContains --\n",
      to: "\t\tvd.hold(len(matched))\n\n\t\t// minContains --\n",
    },
    {
      from: "func (vd *validator) addErr(err error) {\n",
      to: "func (vd *validator) hold(count int) {\n\tif !vd.boolResult {\n\t\tvd.guard.Hold(count)\n\t}\n}\n\nfunc (vd *validator) addErr(err error) {\n",
    },
  ],
  "util.go": [
    guardImport,
    { from: "new(big.Rat).SetString(fmt.Sprint(num))", to: "guard.Number(num)" },
    { from: "new(big.Rat).SetString(fmt.Sprint(v1))", to: "guard.Number(v1)" },
    { from: "new(big.Rat).SetString(fmt.Sprint(v2))", to: "guard.Number(v2)" },
    { from: "new(big.Rat).SetString(fmt.Sprint(v))", to: "guard.Number(v)" },
    { from: '\t"math/big"\n', to: "" },
    { from: "func duplicates(arr []any) ", to: "func duplicates(arr []any, check *guard.Check) " },
    { from: "\t\t\tfor _, j := range indexes {\n", to: "\t\t\tfor _, j := range indexes {\n\t\t\t\tcheck.Step()\n" },
  ],
  "vocab.go": [{ from: "duplicates(arr)\n", to: "duplicates(arr, ctx.vd.guard)\n" }],
  "objcompiler.go": [
    { from: '\t"math/big"\n\t"strconv"\n', to: '\t"math/big"\n\t"strconv"\n\n\t"bunhelm/helm/guard"\n' },
    { from: "new(big.Rat).SetString(fmt.Sprint(v))", to: "guard.Number(v)" },
  ],
  "roots.go": [
    { from: '\t"strings"\n)', to: '\t"strings"\n\n\t"bunhelm/helm/guard"\n)' },
    { from: "type roots struct {\n", to: "type roots struct {\n\tguard        *guard.Check\n" },
    { from: "\treturn &roots{\n", to: "\treturn &roots{\n\t\tguard:        guard.Checking(),\n" },
    {
      from: "any, base url, schPtr jsonPointer, fallback dialect) error {\n\tobj, ok",
      to: "any, base url, schPtr jsonPointer, fallback dialect) error {\n\trr.guard.Step()\n\tobj, ok",
    },
    { from: "meta.validate(v, ", to: "meta.validate(guard.Checking(), v, " },
  ],
  "compiler.go": [
    { from: "\tfor q.len() > compiled {\n", to: "\tfor q.len() > compiled {\n\t\tc.roots.guard.Step()\n" },
    // Each schema is looked for among all others.
    { from: "type queue []*Schema\n", to: "type queue struct {\n\tall []*Schema\n\tby  map[urlPtr]*Schema\n}\n" },
    { from: "q := &queue{}\n", to: "q := &queue{by: map[urlPtr]*Schema{}}\n" },
    { from: "range *q {\n", to: "range q.all {\n" },
    { from: "\t*q = append(*q, sch)\n", to: "\tq.all = append(q.all, sch)\n\tq.by[sch.up] = sch\n" },
    {
      from: "return (*q)[i]\n}\n\nfunc (q *queue) len() int {\n\treturn len(*q)\n",
      to: "return q.all[i]\n}\n\nfunc (q *queue) len() int {\n\treturn len(q.all)\n",
    },
    {
      from: "\ti := slices.IndexFunc(*q, func(sch *Schema) bool { return sch.up == up })\n\tif i != -1 {\n\t\treturn (*q)[i]\n\t}\n\treturn nil\n",
      to: "\treturn q.by[up]\n",
    },
  ],
  // What is told.
  "output.go": [
    guardImport,
    { from: "display(sb *strings.Builder, ", to: "display(sb *guard.Told, " },
    { from: "\tvar sb strings.Builder\n\te.display(", to: "\tvar sb guard.Told\n\te.display(", times: 2 },
    { from: '"", p)\n\treturn sb.String()\n', to: '"", p)\n\treturn sb.Text()\n', times: 2 },
    { from: "\tif !e.skip() {\n", to: "\tif !sb.Full(len(e.Causes) == 0) && !e.skip() {\n" },
    {
      from: 'sb.WriteString(p.Sprintf("at %s", quote(jsonPtr(e.InstanceLocation))))\n',
      to: 'place, whole := guard.Place(e.InstanceLocation)\n\t\t\tsb.WriteString(p.Sprintf("at %s", quote(jsonPtr(place))))\n',
    },
    {
      from: '\t\t\tfmt.Fprintf(sb, ": %s", e.ErrorKind.LocalizedString(p))\n',
      to: '\t\t\ttext := guard.Below\n\t\t\tif whole {\n\t\t\t\ttext = e.ErrorKind.LocalizedString(p)\n\t\t\t}\n\t\t\tfmt.Fprintf(sb, ": %s", text)\n',
    },
  ],
  "kind/kind.go": [
    { from: '\t"golang.org/x/text/message"\n', to: '\t"bunhelm/helm/guard"\n\t"golang.org/x/text/message"\n' },
    { from: "for _, v := range k.Want {\n", to: "for _, v := range guard.Few(k.Want) {\n" },
    { from: 'strings.Join(want, ", "))\n', to: 'strings.Join(want, ", ")+guard.More(len(k.Want)))\n' },
    { from: 'fmt.Sprintf("%v", k.Got)', to: 'fmt.Sprintf("%v", guard.Few(k.Got))', times: 2 },
    {
      from: '\treturn p.Sprintf("%s is not valid %s: %v", ',
      to: '\tif got, ok := k.Got.(string); ok && guard.Long(got) {\n\t\treturn p.Sprintf("value is not valid %s", k.Want)\n\t}\n\treturn p.Sprintf("%s is not valid %s: %v", ',
    },
    {
      from: '\treturn p.Sprintf("%s does not match pattern %s", ',
      to: '\tif guard.Long(k.Got) {\n\t\treturn p.Sprintf("value does not match pattern %s", quote(k.Want))\n\t}\n\treturn p.Sprintf("%s does not match pattern %s", ',
    },
    { from: '\ts = fmt.Sprintf("%q", s)\n', to: '\ts = fmt.Sprintf("%q", guard.Shortened(s))\n' },
    { from: "\tfor _, s := range arr {\n", to: "\tfor _, s := range guard.Few(arr) {\n" },
    { from: "\treturn sb.String()\n", to: "\treturn sb.String() + guard.More(len(arr))\n" },
    { from: '\t\treturn fmt.Sprintf("%v", v)\n', to: '\t\treturn guard.Shortened(fmt.Sprintf("%v", v))\n' },
  ],
};
