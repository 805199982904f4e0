db:
  name: {{ grains["rack"] }}
