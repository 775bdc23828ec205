// Reads a challenge on stdin, solves it as the widget does, and prints the payload the widget would post.
import { text } from 'node:stream/consumers';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

const challenge = JSON.parse(await text(process.stdin));
const solution = await solveChallenge({ challenge, deriveKey });
if (!solution) {
  throw new Error('No counter solves this challenge.');
}

const { parameters, signature } = challenge;
process.stderr.write(`${solution.counter} in ${solution.time} ms\n`);
process.stdout.write(btoa(JSON.stringify({ challenge: { parameters, signature }, solution })));
