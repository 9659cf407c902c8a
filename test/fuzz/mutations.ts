// Makes malformed inputs of good ones: cut, doubled, swapped and replaced parts, and parts that are nested or repeated too often.
import fc from 'fast-check';

/** What breaks parsers: brackets, quotes, other types, huge numbers, odd characters, and YAML's and Liquid's own signs. */
const TOKENS = [
  ...['{', '}', '[', ']', '"', "'", ',', ':', '\\', '\n', '\r', '\t', '\0', '\u2028', '\ufeff', '\ud800'],
  ...['null', 'true', '-1', '1e999', '0.1', '""', '[]', '{}', '__proto__', 'constructor', '9'.repeat(400)],
  ...['&a ', '*a', '<<: ', '!!js/function ', '---\n', '? ', '|\n', '>\n', '%YAML 9\n', '- ', '#', '@', '`'],
  ...['{{', '}}', '{%', '%}', '{{-', '| ', '{% raw %}', '{% for i in (1..9) %}', '$(', '${', '<<EOF', '`'],
];

const token = fc.oneof(fc.constantFrom(...TOKENS), fc.string({ unit: 'binary', maxLength: 6 }));
const place = fc.double({ min: 0, max: 1, noNaN: true });

type Mutation = (text: string) => string;

const mutation: fc.Arbitrary<Mutation> = fc
  .record({
    from: place,
    length: fc.nat(20),
    to: place,
    token,
    times: fc.constantFrom(1, 1, 1, 2, 300, 20_000),
  })
  .chain(({ from, length, to, token: put, times }) => {
    const at = (text: string): [before: string, part: string, after: string] => {
      const start = Math.floor(from * text.length);
      return [text.slice(0, start), text.slice(start, start + length), text.slice(start + length)];
    };
    return fc.constantFrom<Mutation>(
      (text) => at(text)[0] + at(text)[2],
      (text) => at(text)[0],
      (text) => at(text)[0] + put.repeat(times) + at(text)[2],
      (text) => at(text)[0] + put.repeat(times) + at(text)[1] + at(text)[2],
      (text) => at(text)[0] + at(text)[1].repeat(Math.min(times, 300)) + at(text)[2],
      (text) => at(text)[0] + text.slice(Math.floor(to * text.length)) + at(text)[2],
    );
  });

/** Returns texts that are nearly one of the samples, and some that are nothing like them. */
export function malformed(samples: readonly string[]): fc.Arbitrary<string> {
  const mutated = fc
    .tuple(fc.constantFrom(...samples), fc.array(mutation, { maxLength: 4 }))
    .map(([sample, mutations]) => mutations.reduce((text, mutate) => mutate(text), sample));
  return fc.oneof(
    { arbitrary: mutated, weight: 9 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
  );
}
