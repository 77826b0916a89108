/** Makes something when it is first asked for, and gives the same ever after. What throws is made again; a promise that fails is kept. */
export function once<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
