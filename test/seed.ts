/** Where chance decides what is tried, `SEED` makes it decide the same again. `npm run test:deep` sets it and prints it. */
if (process.env.SEED !== undefined) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: Number(process.env.SEED) });
}
