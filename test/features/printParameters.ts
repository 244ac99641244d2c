import { parametersMarkdown } from './parameterTable';

// What the README holds between its markers: npx tsx test/features/printParameters.ts
console.log(parametersMarkdown());
