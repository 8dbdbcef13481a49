package io.alertcap.local.host;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One function of an app: its name, what starts it and the method behind it. */
record AppFunction(String name, Trigger trigger, Method method, InstanceSource instances) {
    private static final String ANNOTATIONS = "com.microsoft.azure.functions.annotation.";

    /** Gives the object to call: a new one each time, or what the app's injector gives. */
    @FunctionalInterface
    interface InstanceSource {
        Object get(Class<?> type) throws Exception;
    }

    /** The values that a call brings, from which each parameter of the method takes its own. */
    record Call(
            ExecutionContext context,
            Map<String, String> bindings,
            String triggerValue,
            @Nullable HostedRequest request) {}

    /**
     * Runs the method.
     *
     * @throws Exception what the method threw, or that it could not be called
     */
    @Nullable
    Object invoke(Call call) throws Exception {
        Object instance = instances.get(method.getDeclaringClass());
        Parameter[] parameters = method.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = argument(parameters[i], call);
        }
        try {
            return method.invoke(instance, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception thrown ? thrown : e;
        }
    }

    private @Nullable Object argument(Parameter parameter, Call call) {
        if (parameter.getType() == ExecutionContext.class) {
            return call.context();
        }
        for (Annotation annotation : parameter.getAnnotations()) {
            // By name: the annotation types are the app's own.
            String type = annotation.annotationType().getName();
            if (type.equals(ANNOTATIONS + "BindingName")) {
                String value = call.bindings().get(bindingName(annotation));
                if (value == null) {
                    throw new IllegalArgumentException("Function " + name + ": the request has no value for {"
                            + bindingName(annotation) + "}. The worker fails here, too: avoid {name?} in routes.");
                }
                return value;
            }
            if (type.equals(ANNOTATIONS + "HttpTrigger") && call.request() != null) {
                return request(parameter, call.request());
            }
            if (type.equals(ANNOTATIONS + "TimerTrigger")) {
                return call.triggerValue();
            }
        }
        throw new IllegalArgumentException(
                "Function " + name + ": this host has no value for the parameter of type " + parameter.getType());
    }

    private HostedRequest request(Parameter parameter, HostedRequest request) {
        String text = (String) request.body();
        Type body = parameter.getType() == HttpRequestMessage.class
                        && parameter.getParameterizedType() instanceof ParameterizedType message
                ? message.getActualTypeArguments()[0]
                : Object.class;
        Object value;
        if (body == String.class) {
            value = text;
        } else if (body instanceof ParameterizedType optional
                && optional.getRawType() == Optional.class
                && optional.getActualTypeArguments()[0] == String.class) {
            value = Optional.ofNullable(text);
        } else {
            throw new IllegalArgumentException("Function " + name + ": take HttpRequestMessage<Optional<String>>, not "
                    + parameter.getParameterizedType()
                    + "; other bodies fail on the worker, depending on Content-Type");
        }
        return new HostedRequest(request.url(), request.method(), request.headers(), request.query(), value);
    }

    private static String bindingName(Annotation annotation) {
        try {
            return (String) annotation.annotationType().getMethod("value").invoke(annotation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("@BindingName has a value", e);
        }
    }
}
