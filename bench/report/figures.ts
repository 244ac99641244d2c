import type { Reach, Row } from './types';

/** A duration as people read it. */
export function duration(ms: number): string {
	if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
	return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`;
}

export function figureOf({ figure }: Row): string {
	if (figure.unit === ' lost') return `${figure.value} lost`;
	return `${shown(figure.value)}${figure.unit}`;
}

export function reachOf({ reach, figure }: Row): string {
	if (!reach) return 'reported';
	const sign = { 'at most': '≤', 'at least': '≥', below: '<' }[reach.is];
	return `${sign} ${reach.than}${figure.unit}`;
}

/** Met, or missed and by how much. */
export function verdictOf({ reach, figure }: Row): string {
	if (!reach) return '–';
	if (isMet(figure.value, reach)) return 'met';
	const share = Math.abs(figure.value / reach.than - 1) * 100;
	return `missed by ${share < 1 ? share.toFixed(1) : share.toFixed(0)} %`;
}

export function isMet(value: number, { is, than }: Reach): boolean {
	if (is === 'at least') return value >= than;
	return is === 'at most' ? value <= than : value < than;
}

function shown(value: number): string {
	return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
