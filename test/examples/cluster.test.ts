// The example is a test file itself.
import "../../examples/cluster.test.ts";
