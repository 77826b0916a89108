import { postDigest } from '../../src/flows/post-digest.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'post-digest',
  title: 'Post the digest of the week, when policy asks for one and its time has come',
  cron: '* * * * *',
  run: postDigest,
});
