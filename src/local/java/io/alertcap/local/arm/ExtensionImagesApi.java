package io.alertcap.local.arm;

import java.util.function.Function;
import java.util.stream.Stream;

/** What extensions a region offers: three levels, each a bare JSON array. */
final class ExtensionImagesApi {
    private final World world;

    ExtensionImagesApi(World world) {
        this.world = world;
    }

    ArmAnswer publishers(ArmRequest request) {
        return names(request, ExtensionImage.ALL.stream(), ExtensionImage::publisher);
    }

    ArmAnswer types(ArmRequest request) {
        return names(request, ofPublisher(request), ExtensionImage::type);
    }

    ArmAnswer versions(ArmRequest request) {
        return names(
                request,
                ofPublisher(request).filter(image -> image.type().equalsIgnoreCase(request.variable("type"))),
                ExtensionImage::version);
    }

    private static Stream<ExtensionImage> ofPublisher(ArmRequest request) {
        return ExtensionImage.ALL.stream()
                .filter(image -> image.publisher().equalsIgnoreCase(request.variable("publisher")));
    }

    private ArmAnswer names(ArmRequest request, Stream<ExtensionImage> images, Function<ExtensionImage, String> level) {
        world.groupsOf(request.variable("sub"));
        String region = Regions.name(request.variable("region"));
        return ArmAnswer.ok(Json.array(images.map(level)
                .distinct()
                .map(name -> Json.object("id", request.path() + "/" + name, "name", name, "location", region))
                .toList()));
    }
}
