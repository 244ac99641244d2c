/** The first wait is up to this long, in ms; every further one up to twice as long. */
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt when the server does not say, in ms: full jitter, so
 * that many items that failed together do not come back together.
 * @param failures how many attempts have failed, from 1
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
	return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}
