package io.alertcap.azure;

import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.models.NetworkInterfaceReference;
import com.azure.resourcemanager.network.fluent.models.NetworkInterfaceInner;
import com.azure.resourcemanager.network.fluent.models.NetworkInterfaceIpConfigurationInner;
import com.azure.resourcemanager.network.fluent.models.VerificationIpFlowResultInner;
import com.azure.resourcemanager.network.models.Access;
import com.azure.resourcemanager.network.models.Direction;
import com.azure.resourcemanager.network.models.IpFlowProtocol;
import com.azure.resourcemanager.network.models.VerificationIpFlowParameters;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.FlowChecks;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Watcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** IP flow verify by Azure Resource Manager. */
public final class AzureFlowChecks implements FlowChecks {
    private static final String COMPUTE = "api-version=2025-04-01";
    private static final String NETWORK = "api-version=2025-03-01";

    /** The first port that a machine may choose for itself (RFC 6335); rules for going out hardly ever name it. */
    private static final String ANY_LOCAL_PORT = "49152";

    private final ArmClient arm;

    public AzureFlowChecks(ArmClient arm) {
        this.arm = arm;
    }

    @Override
    public Source source(ResourceId machine, TimeBudget budget) {
        VirtualMachineInner described =
                arm.get(arm.url(machine.toString(), COMPUTE), VirtualMachineInner::fromJson, budget);
        @Nullable
        List<NetworkInterfaceReference> references = described.networkProfile() == null
                ? null
                : described.networkProfile().networkInterfaces();
        ResourceId networkInterface = elements(references)
                .sorted(Comparator.comparing(reference -> !Boolean.TRUE.equals(reference.primary())))
                .map(reference -> ResourceId.parse(reference.id()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> unsaid("which network interface the machine has"));
        NetworkInterfaceInner found =
                arm.get(arm.url(networkInterface.toString(), NETWORK), NetworkInterfaceInner::fromJson, budget);
        String address = elements(found.ipConfigurations())
                .sorted(Comparator.comparing(configuration -> !Boolean.TRUE.equals(configuration.primary())))
                .map(NetworkInterfaceIpConfigurationInner::privateIpAddress)
                .filter(one -> one != null && one.indexOf(':') < 0)
                .findFirst()
                .orElseThrow(() -> unsaid("which IPv4 address the machine's network interface has"));
        return new Source(machine, networkInterface, address);
    }

    @Override
    public Verdict verify(Watcher watcher, Source source, Destination destination, TimeBudget budget) {
        String address = address(destination.host());
        VerificationIpFlowParameters question = new VerificationIpFlowParameters()
                .withTargetResourceId(source.machine().toString())
                .withTargetNicResourceId(source.networkInterface().toString())
                .withDirection(Direction.OUTBOUND)
                .withProtocol(IpFlowProtocol.TCP)
                .withLocalIpAddress(source.address())
                .withLocalPort(ANY_LOCAL_PORT)
                .withRemoteIpAddress(address)
                .withRemotePort(Integer.toString(destination.port()));
        VerificationIpFlowResultInner result;
        try {
            Answer answer = arm.post(arm.url(watcher.id() + "/ipFlowVerify", NETWORK), question.toJsonString(), budget);
            result = answer.status() == 202
                    ? arm.result(answer, VerificationIpFlowResultInner::fromJson, budget)
                    : answer.read(VerificationIpFlowResultInner::fromJson);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (result.access() == null) {
            throw unsaid("whether the connection is allowed");
        }
        @Nullable String rule = result.ruleName();
        return new Verdict(
                address,
                !result.access().toString().equalsIgnoreCase(Access.DENY.toString()),
                rule == null ? null : ServiceWords.clean(rule));
    }

    /** As this app's resolver sees it; a machine with a private endpoint may see another one. */
    private static String address(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .filter(Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElseThrow(() -> unsaid("an IPv4 address of " + host));
        } catch (UnknownHostException e) {
            throw new ServiceException(Kind.UNCERTAIN, 0, null, "The name " + host + " has no address.", null, e);
        }
    }

    private static <T> Stream<T> elements(@Nullable List<T> list) {
        return list == null ? Stream.empty() : list.stream().filter(Objects::nonNull);
    }

    private static ServiceException unsaid(String what) {
        return new ServiceException(Kind.UNCERTAIN, 200, null, "Azure does not say " + what + ".", null, null);
    }
}
