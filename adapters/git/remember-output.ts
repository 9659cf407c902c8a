// What this process prints, remembered so that a log that lies in the work tree is not taken for the agent's work.
import { type OutputStream, OwnOutput } from './own-output.ts';

/** From now on; what the dashboard draws goes past the streams and is not in it. */
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
