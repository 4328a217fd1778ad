/** Waits until a condition holds. One that answers at once is asked each millisecond, one that asks a server every 10. */
export async function until(condition: () => unknown, timeout = 20_000): Promise<void> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const answer = condition();
    if (await answer) return;
    if (performance.now() > deadline) throw new Error(`not within ${timeout} ms: ${condition}`);
    await Bun.sleep(answer instanceof Promise ? 10 : 1);
  }
}
