"""VPC: networks, routes, addresses, security groups, endpoints, flow logs."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource


@maps("aws:ec2/vpc:Vpc")
def vpc(r: Resource) -> None:
    attributes = {
        "EnableDnsSupport": r.take("enableDnsSupport"),
        "EnableDnsHostnames": r.take("enableDnsHostnames"),
        "EnableNetworkAddressUsageMetrics": r.take("enableNetworkAddressUsageMetrics"),
    }
    made = r.create(
        "ec2",
        "CreateVpc",
        {"assignGeneratedIpv6CidrBlock": "AmazonProvidedIpv6CidrBlock"},
        TagSpecifications=r.tag_specifications("vpc"),
    )
    vpc_id = made.get("Vpc.VpcId") or r.output("id")
    r.becomes(id=vpc_id)
    for name, value in attributes.items():
        if value is not None:
            r.call("ec2", "ModifyVpcAttribute", VpcId=vpc_id, **{name: {"Value": value}})
    in_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
    main = [*in_vpc, {"Name": "association.main", "Values": ["true"]}]
    default = [*in_vpc, {"Name": "group-name", "Values": ["default"]}]
    table = r.prepare("ec2", "DescribeRouteTables", Filters=main).get("RouteTables.0.RouteTableId")
    group = r.prepare("ec2", "DescribeSecurityGroups", Filters=default).get(
        "SecurityGroups.0.GroupId"
    )
    r.becomes(mainRouteTableId=table, defaultRouteTableId=table, defaultSecurityGroupId=group)


@maps("aws:ec2/subnet:Subnet")
def subnet(r: Resource) -> None:
    # The API changes one attribute a call, and refuses those that are not the case by default.
    switches = (
        "assignIpv6AddressOnCreation",
        "enableDns64",
        "enableResourceNameDnsARecordOnLaunch",
        "enableResourceNameDnsAaaaRecordOnLaunch",
        "mapPublicIpOnLaunch",
    )
    values = {key[0].upper() + key[1:]: r.take(key) for key in switches}
    host_names = r.take("privateDnsHostnameTypeOnLaunch")
    made = r.create("ec2", "CreateSubnet", TagSpecifications=r.tag_specifications("subnet"))
    subnet_id = made.get("Subnet.SubnetId") or r.output("id")
    r.becomes(id=subnet_id, arn=made.get("Subnet.SubnetArn"))
    for name, value in values.items():
        if value is not None:
            r.call("ec2", "ModifySubnetAttribute", SubnetId=subnet_id, **{name: {"Value": value}})
    if host_names:
        r.call(
            "ec2",
            "ModifySubnetAttribute",
            SubnetId=subnet_id,
            PrivateDnsHostnameTypeOnLaunch=host_names,
        )


@maps("aws:ec2/internetGateway:InternetGateway")
def internet_gateway(r: Resource) -> None:
    vpc_id = r.take("vpcId")
    tags = r.tag_specifications("internet-gateway")
    made = r.create("ec2", "CreateInternetGateway", TagSpecifications=tags)
    gateway = made.get("InternetGateway.InternetGatewayId") or r.output("id")
    r.becomes(id=gateway)
    if vpc_id:
        r.call("ec2", "AttachInternetGateway", InternetGatewayId=gateway, VpcId=vpc_id)


@maps("aws:ec2/eip:Eip")
def elastic_ip(r: Resource) -> None:
    target = {"InstanceId": r.take("instance"), "NetworkInterfaceId": r.take("networkInterface")}
    made = r.create("ec2", "AllocateAddress", TagSpecifications=r.tag_specifications("elastic-ip"))
    address = made.get("AllocationId") or r.output("id")
    r.becomes(id=address, publicIp=made.get("PublicIp"))
    if any(target.values()):
        r.call("ec2", "AssociateAddress", AllocationId=address, **target)


@maps("aws:ec2/natGateway:NatGateway")
def nat_gateway(r: Resource) -> None:
    made = r.create(
        "ec2",
        "CreateNatGateway",
        {"privateIp": "PrivateIpAddress"},
        TagSpecifications=r.tag_specifications("natgateway"),
    )
    r.becomes(id=made.get("NatGateway.NatGatewayId"))


@maps("aws:ec2/routeTable:RouteTable")
def route_table(r: Resource) -> None:
    routes: list[dict[str, Any]] = r.take("routes", [])
    made = r.create(
        "ec2", "CreateRouteTable", TagSpecifications=r.tag_specifications("route-table")
    )
    table = made.get("RouteTable.RouteTableId") or r.output("id")
    r.becomes(id=table)
    names = {"cidrBlock": "DestinationCidrBlock", "ipv6CidrBlock": "DestinationIpv6CidrBlock"}
    for route_inputs in routes:
        members = {
            names.get(key, key[0].upper() + key[1:]): value for key, value in route_inputs.items()
        }
        r.call("ec2", "CreateRoute", RouteTableId=table, **members)


@maps("aws:ec2/route:Route")
def route(r: Resource) -> None:
    r.create("ec2", "CreateRoute")


@maps("aws:ec2/routeTableAssociation:RouteTableAssociation")
def route_table_association(r: Resource) -> None:
    r.becomes(id=r.create("ec2", "AssociateRouteTable").get("AssociationId"))


@maps("aws:ec2/vpcEndpoint:VpcEndpoint")
def vpc_endpoint(r: Resource) -> None:
    accept = r.take("autoAccept")
    if accept:
        r.refuse("autoAccept is for endpoint services in the same account, which are not mapped")
    made = r.create(
        "ec2",
        "CreateVpcEndpoint",
        {"policy": "PolicyDocument"},
        TagSpecifications=r.tag_specifications("vpc-endpoint"),
    )
    r.becomes(id=made.get("VpcEndpoint.VpcEndpointId"))


@maps("aws:ec2/flowLog:FlowLog")
def flow_log(r: Resource) -> None:
    kinds = {
        "vpcId": "VPC",
        "subnetId": "Subnet",
        "eniId": "NetworkInterface",
        "transitGatewayId": "TransitGateway",
        "transitGatewayAttachmentId": "TransitGatewayAttachment",
        "regionalNatGatewayId": "RegionalNatGateway",
    }
    targets = {kinds[key]: value for key in kinds if (value := r.take(key)) is not None}
    if len(targets) != 1:
        r.refuse("a flow log watches exactly one thing")
        return
    [(kind, target)] = targets.items()
    made = r.create(
        "ec2",
        "CreateFlowLogs",
        {"iamRoleArn": "DeliverLogsPermissionArn"},
        ResourceType=kind,
        ResourceIds=[target],
        TrafficType=r.take("trafficType"),
        TagSpecifications=r.tag_specifications("vpc-flow-log"),
    )
    r.becomes(id=made.get("FlowLogIds.0"))
    for failure in made.get("Unsuccessful") or []:
        r.refuse(f"moto: {failure['Error']['Message']}")
