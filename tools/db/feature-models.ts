import { type DynamicModule, type Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants';
import { MongooseModule } from '@nestjs/mongoose';

/**
 * The model registrations (`MongooseModule.forFeature`) of these modules and of all that they import, without the
 * modules themselves: their services would want Redis, an event bus, and whatever else the programs have.
 */
export function featureModels(modules: readonly Type[]): DynamicModule[] {
  const registrations = new Set<DynamicModule>();
  const seen = new Set<Type>();
  const visit = (imported: Type | DynamicModule): void => {
    if (typeof imported !== 'function') {
      if (imported.module === MongooseModule) registrations.add(imported);
      return;
    }
    if (seen.has(imported)) return;
    seen.add(imported);
    const imports = Reflect.getMetadata(MODULE_METADATA.IMPORTS, imported) as (Type | DynamicModule)[] | undefined;
    imports?.forEach(visit);
  };
  modules.forEach(visit);
  return [...registrations];
}
