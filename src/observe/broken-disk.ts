/** EX_IOERR of sysexits.h: what supervises us starts us again, and SQLite then finds out by its log what is on the disk. */
const exitCode = 74;
/** Milliseconds in which those who wait are told that it failed. */
const lastWordsMs = 200;

/** Ends the process when the disk failed under a write. Nothing more is written, because nobody knows what is there. */
export function endOnBrokenDisk(log: { error(facts: { error: Error }, message: string): void }): (error: Error) => void {
  return (error) => {
    log.error({ error }, 'the disk failed under a write, so this process ends: started again, it reads what is really there');
    setTimeout(() => process.exit(exitCode), lastWordsMs);
  };
}
