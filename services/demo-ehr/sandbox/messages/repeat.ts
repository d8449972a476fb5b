/** The request without what only makes it long: the service then fetches the record by itself. */
export function withoutPrefetch(request: object): object {
  return Object.fromEntries(Object.entries(request).filter(([name]) => name !== 'prefetch'));
}

/** For a POSIX shell: between single quotes everything is literal except the single quote itself. */
export function curlCommand(url: string, body: object): string {
  return [
    `curl -sS ${shellWord(url)}`,
    `  -H 'Content-Type: application/json'`,
    `  -d ${shellWord(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n');
}

function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
