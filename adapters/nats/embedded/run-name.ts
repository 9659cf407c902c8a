// Names of the files of one run of the server. They are read back from the data directory, so they are validated.

export const PREFIX = 'run-';
export const CONFIG = 'nats.conf';
export const USERS = 'users';

/** `run-` and a name made by `nameOfUser`: process namespace, process number, its start time, and a UUID. */
const RUN = /^run-[^/\\\0_]*_\d+_[^/\\\0_]*_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isRunName(name: string): boolean {
  return RUN.test(name);
}
