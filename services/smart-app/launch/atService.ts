/**
 * The address of a path of the service. The app lies in the folder `smart` of the service, which may
 * itself lie below a path of its host.
 */
export function atService(path: string): string {
  return new URL(`..${path}`, location.href).href;
}
