import { endShared } from './shared';

export default async function end(): Promise<void> {
	await endShared();
}
