/**
 * A function that remembers its answers, by the identity of what it is asked about. It lives as
 * long as the reading of one record: nothing of a patient stays behind, and the memory is bounded
 * by the record.
 */
export function remembered<
  Key extends object | string,
  Answer extends object | string | number | boolean | null,
>(answer: (key: Key) => Answer): (key: Key) => Answer {
  const known = new Map<Key, Answer>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) {
      found = answer(key);
      known.set(key, found);
    }
    return found;
  };
}
