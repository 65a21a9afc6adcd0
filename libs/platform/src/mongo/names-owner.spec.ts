import { Types } from 'mongoose';

import { aggregatesOwned, isOneRiderUncast, namesOwner, writesOwner } from './names-owner';

const userId = new Types.ObjectId();
const own = { by: 'userId' };
const shared = { by: 'userId', unless: { visibility: 'public' } };

describe('namesOwner', () => {
  it.each([
    ['an ObjectId', { userId }],
    ['the text of one', { userId: userId.toString(), title: 'x' }],
    ['a part of $and', { $and: [{ title: 'x' }, { userId }] }],
    ['every branch of $or', { $or: [{ userId, a: 1 }, { $and: [{ userId }] }] }],
  ])('takes %s', (_, filter) => expect(namesOwner(filter, own)).toBe(true));

  it.each([
    ['nothing', {}],
    ['another field', { _id: userId }],
    ['undefined', { userId: undefined }],
    ['null', { userId: null }],
    ['another text', { userId: 'everybody' }],
    ['an operator', { userId: { $ne: null } }],
    ['several', { userId: { $in: [userId] } }],
    ['an empty $or', { $or: [] }],
    ['an $or with a way out', { $or: [{ userId }, { title: 'x' }] }],
    ['a $nor', { $nor: [{ userId }] }],
  ])('refuses %s', (_, filter) => expect(namesOwner(filter, own)).toBe(false));

  it('takes what others may read beside the owner, and never for it', () => {
    expect(namesOwner({ $or: [{ userId }, { visibility: 'public' }] }, shared)).toBe(true);
    expect(namesOwner({ $or: [{ userId }, { visibility: { $ne: 'private' } }] }, shared)).toBe(false);
    expect(namesOwner({ $or: [{ userId }, { visibility: 'public' }] }, own)).toBe(false);
    expect(namesOwner({ visibility: 'public' }, shared)).toBe(false);
  });

  it('wants an ObjectId where nothing casts', () => {
    expect(namesOwner({ userId: userId.toString() }, own, isOneRiderUncast)).toBe(false);
  });
});

describe('aggregatesOwned', () => {
  const match = { $match: { userId } };
  it('wants the owner first, and nothing of other collections', () => {
    expect(aggregatesOwned([match, { $group: { _id: null } }], own)).toBe(true);
    for (const pipeline of [
      [],
      [{ $group: { _id: null } }, match],
      [{ $match: { userId: userId.toString() } }],
      [match, { $lookup: { from: 'users' } }],
      [match, { $unionWith: 'workouts' }],
      [match, { $facet: { rest: [{ $graphLookup: {} }] } }],
    ])
      expect([pipeline, aggregatesOwned(pipeline, own)]).toEqual([pipeline, false]);
  });
});

describe('writesOwner', () => {
  it('sees another owner wherever it would be written', () => {
    expect(writesOwner({ $set: { title: 'x' }, $unset: { tag: 1 } }, own)).toBe(false);
    expect(writesOwner(null, own)).toBe(false);
    for (const update of [{ userId }, { $set: { userId } }, { $rename: { userId: 'x' } }, [{ $set: { userId } }]])
      expect(writesOwner(update, own)).toBe(true);
  });
});
