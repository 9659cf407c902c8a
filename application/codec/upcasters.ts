// Lifts the data of stored events to the newest version, one version at a time.

/** Converts data of version n to version n + 1. Throws if the data does not match version n. */
export type Upcaster = (data: unknown) => unknown;

/** The tuple of upcasters that lead from version 1 to `Version`. */
type UpcastersTo<Version extends number, Steps extends readonly Upcaster[] = readonly []> = [
  Upcaster,
  ...Steps,
]['length'] extends Version
  ? Steps
  : UpcastersTo<Version, readonly [...Steps, Upcaster]>;

/** The upcasters of each type beyond version 1, in order from version 1. A missing upcaster does not compile. */
export type UpcasterTable<Versions extends Readonly<Record<string, number>>> = {
  readonly [T in keyof Versions as Versions[T] extends 1 ? never : T]: UpcastersTo<Versions[T]>;
};

/** Returns the data in the newest version. Throws what an upcaster throws. */
export function lift(data: unknown, version: number, upcasters: readonly Upcaster[] = []): unknown {
  return upcasters.slice(version - 1).reduce((lifted, upcaster) => upcaster(lifted), data);
}
