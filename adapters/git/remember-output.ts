// Remembers what this process prints, so that a log of it in the work tree is not taken for the agent's work.
import { type OutputStream, OwnOutput } from './own-output.ts';

/** Starts to remember the output of this process. The dashboard bypasses the streams, so its drawing is not included. */
export function rememberOwnOutput(): OwnOutput {
  const output = new OwnOutput();
  output.addFile(1);
  output.addFile(2);
  remember('stdout', process.stdout, output);
  remember('stderr', process.stderr, output);
  return output;
}

function remember(name: OutputStream, stream: NodeJS.WriteStream, output: OwnOutput): void {
  const write = stream.write;
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    output.print(name, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    return Reflect.apply(write, stream, [chunk, ...rest]);
  };
}
