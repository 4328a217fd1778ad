// The example is a test file itself.
import "../../examples/chart.test.ts";
