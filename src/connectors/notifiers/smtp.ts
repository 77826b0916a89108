import { defineNotifier } from '../../kit/index.ts';

const prefixes = { open: '', taken: 'Taken: ', over: 'Over: ' } as const;

export default defineNotifier({
  id: 'smtp',
  title: 'Mail',
  uses: 'smtp',
  notify: ({ key, stage, summary, lines, link }, smtp) =>
    smtp.send({
      // Equal for a repeat, so that mail clients show it once; the stages of one page stand in one thread.
      id: `${key}-${stage}`,
      thread: `${key}-open`,
      subject: `${prefixes[stage]}${summary}`,
      text: [...(stage === 'over' ? ['Nobody has to do anything about this any more.'] : lines), '', link, ''].join('\n'),
    }),
});
