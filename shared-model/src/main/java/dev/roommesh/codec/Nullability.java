package dev.roommesh.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.roommesh.model.JsonText;
import java.lang.reflect.Constructor;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Makes the decoder demand what the records demand: a component must be there and not null, unless it is nullable or holds
 * many. A map of {@link JsonText} holds all fields that the record has no component for.
 */
final class Nullability extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        return member instanceof AnnotatedParameter parameter ? !isNullable(parameter) && !holdsMany(parameter) : null;
    }

    @Override
    public @Nullable Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
        return (annotated instanceof AnnotatedParameter && holdsTheRest(annotated)) ? Boolean.TRUE : null;
    }

    @Override
    public @Nullable Boolean hasAnyGetter(MapperConfig<?> config, Annotated annotated) {
        return (annotated instanceof AnnotatedMethod && holdsTheRest(annotated)) ? Boolean.TRUE : null;
    }

    private static boolean holdsTheRest(Annotated annotated) {
        JavaType type = annotated.getType();
        return type.isMapLikeType() && type.getContentType().hasRawClass(JsonText.class);
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter) || isNullable(parameter)) {
            return JsonSetter.Value.forContentNulls(Nulls.FAIL);
        }
        return JsonSetter.Value.construct(holdsMany(parameter) ? Nulls.AS_EMPTY : Nulls.FAIL, Nulls.FAIL);
    }

    /** A list or a map that is not there holds nothing. */
    private static boolean holdsMany(AnnotatedParameter parameter) {
        return Collection.class.isAssignableFrom(parameter.getRawType())
                || Map.class.isAssignableFrom(parameter.getRawType());
    }

    private static boolean isNullable(AnnotatedParameter parameter) {
        return parameter.getOwner().getMember() instanceof Constructor<?> constructor
                && constructor.getDeclaringClass().isRecord()
                && constructor.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(Nullable.class);
    }
}
