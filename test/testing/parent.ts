// A process that starts a cluster and then ends in the way its argument says.
import { TestCluster, TestClusterError } from "../../src/testing/index.ts";

const way = process.argv[2];
try {
  const cluster = await TestCluster.start({ unref: way === "exit" });
  console.log(JSON.stringify(cluster.description));
} catch (error) {
  console.log(error instanceof TestClusterError ? error.code : error);
}
