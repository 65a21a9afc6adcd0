import { type mongo } from 'mongoose';

/** One index for a person: `email_1 (unique)`. */
export function describeIndex(index: mongo.IndexDescriptionInfo): string {
  const traits = [
    index.unique && 'unique',
    index.sparse && 'sparse',
    index.partialFilterExpression && 'partial',
    index.expireAfterSeconds !== undefined && 'expires',
  ].filter((trait) => typeof trait === 'string');
  return traits.length > 0 ? `${index.name} (${traits.join(', ')})` : String(index.name);
}
