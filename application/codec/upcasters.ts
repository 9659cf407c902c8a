// Lifts the data of stored events from the version they were written in to the newest one, one version at a time.

/** Makes the data of version n + 1 of the data of version n. Throws when that is not what it was given. */
export type Upcaster = (data: unknown) => unknown;

/** As many upcasters as lead from version 1 to `Version`. */
type UpcastersTo<Version extends number, Steps extends readonly Upcaster[] = readonly []> = [
  Upcaster,
  ...Steps,
]['length'] extends Version
  ? Steps
  : UpcastersTo<Version, readonly [...Steps, Upcaster]>;

/** Per type beyond version 1 the upcasters, from version 1 on. A version that cannot be reached does not compile. */
export type UpcasterTable<Versions extends Readonly<Record<string, number>>> = {
  readonly [T in keyof Versions as Versions[T] extends 1 ? never : T]: UpcastersTo<Versions[T]>;
};

/** The data in the newest version. Throws what an upcaster throws. */
export function lift(data: unknown, version: number, upcasters: readonly Upcaster[] = []): unknown {
  return upcasters.slice(version - 1).reduce((lifted, upcaster) => upcaster(lifted), data);
}
