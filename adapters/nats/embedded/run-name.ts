// Names of the files of one run of the server. They come back from files of the data directory, so they are checked.

export const PREFIX = 'run-';
export const CONFIG = 'nats.conf';
export const USERS = 'users';

/** `run-` and a name that `nameOfUser` makes: process namespace, process, its start, and a UUID. */
const RUN = /^run-[^/\\\0_]*_\d+_[^/\\\0_]*_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isRunName(name: string): boolean {
  return RUN.test(name);
}
