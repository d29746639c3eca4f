// Body of the files convolution_kernels_*.cpp. Each defines before, in a namespace of its own
// without a name: kLargest, the bytes of the largest vector.

template <class T, int kBytes>
struct VectorOf {
  typedef T Type __attribute__((vector_size(kBytes)));
};

/// kBlocks times kHeight channels, two vectors of places. kWhole: all their elements are wanted.
/// Loops are unrolled, and nothing takes an address of sums, or they would leave the registers.
template <class T, class V, int kHeight, int kBlocks, bool kWhole>
inline void Block(const ConvolutionTask<T>& t, const T* weights, long channel, long v) {
  constexpr long kLanes = sizeof(V) / sizeof(T);
  const long other = v + 1 < t.vectors ? v + 1 : v, k = t.k;
  const T *first = t.image + t.places[v], *second = t.image + t.places[other];
  V sums[kBlocks * kHeight][2];
#pragma GCC unroll 12
  for (int r = 0; r < kBlocks * kHeight; ++r) {
    const T start = t.bias ? t.bias[channel + r] : T{0};
    sums[r][0] = sums[r][1] = V{} + start;
  }
  const long* offsets = t.offsets;
  for (long l = 0; l < k; ++l) {
    V b0, b1;
    __builtin_memcpy(&b0, first + offsets[l], sizeof(V));
    __builtin_memcpy(&b1, second + offsets[l], sizeof(V));
    for (int r = 0; r < kBlocks * kHeight; ++r) {
      const T w = weights[r / kHeight * kHeight * k + l * kHeight + r % kHeight];
      sums[r][0] += b0 * w;
      sums[r][1] += b1 * w;
    }
  }
  const V least = V{} + (t.relu ? T{0} : -__builtin_huge_valf());
  T* plane = t.out + channel * t.plane;
  const long to = t.targets[v], to_other = t.targets[other];
  if constexpr (kWhole) {
#pragma GCC unroll 12
    for (int r = 0; r < kBlocks * kHeight; ++r, plane += t.plane) {
      const V line = sums[r][0] < least ? least : sums[r][0];
      const V other_line = sums[r][1] < least ? least : sums[r][1];
      __builtin_memcpy(plane + to, &line, sizeof(V));
      __builtin_memcpy(plane + to_other, &other_line, sizeof(V));
    }
  } else {
    for (int r = 0; r < kBlocks * kHeight; ++r, plane += t.plane) {
      V line[2];
      for (int i = 0; i < 2; ++i) line[i] = sums[r][i] < least ? least : sums[r][i];
      T elements[2 * kLanes];
      __builtin_memcpy(elements, line, sizeof(line));
      for (long i = 0; i < t.count; ++i) {
        plane[to + i] = elements[i];
        plane[to_other + i] = elements[kLanes + i];
      }
    }
  }
}

template <class T, class V, int kHeight, int kBlocks = 1>
inline void Channels(const ConvolutionTask<T>& t, const T*& weights, long& channel) {
  if (t.count == static_cast<long>(sizeof(V) / sizeof(T)))
    for (long v = 0; v < t.vectors; v += 2)
      Block<T, V, kHeight, kBlocks, true>(t, weights, channel, v);
  else
    for (long v = 0; v < t.vectors; v += 2)
      Block<T, V, kHeight, kBlocks, false>(t, weights, channel, v);
  weights += kBlocks * kHeight * t.k;
  channel += kBlocks * kHeight;
}

template <class T, class V>
void WithVectors(const ConvolutionTask<T>& t) {
  const T* weights = t.weights;
  for (long channel = 0; channel < t.channels;) {
    const long left = t.channels - channel, block = ChannelBlock(left);
    // AVX-512 has registers for two.
    const bool twice = kLargest == 64 && left > block && ChannelBlock(left - block) == block;
    if (block == kChannelBlock && twice)
      Channels<T, V, kChannelBlock, 2>(t, weights, channel);
    else if (block == kChannelBlock)
      Channels<T, V, kChannelBlock>(t, weights, channel);
    else if (block == 4 && twice)
      Channels<T, V, 4, 2>(t, weights, channel);
    else if (block == 4)
      Channels<T, V, 4>(t, weights, channel);
    else if (block == 2)
      Channels<T, V, 2>(t, weights, channel);
    else
      Channels<T, V, 1>(t, weights, channel);
  }
}

template <class T>
void Convolve(const ConvolutionTask<T>& t, long bytes) {
  if constexpr (kLargest >= 64)
    if (bytes == 64) return WithVectors<T, typename VectorOf<T, 64>::Type>(t);
  if constexpr (kLargest >= 32)
    if (bytes == 32) return WithVectors<T, typename VectorOf<T, 32>::Type>(t);
  WithVectors<T, typename VectorOf<T, 16>::Type>(t);
}

/// Every second element of two vectors, from element kFirst on.
template <int kFirst, class V, int... kPlaces>
inline V EverySecond(V a, V b, std::integer_sequence<int, kPlaces...>) {
  return __builtin_shufflevector(a, b, (2 * kPlaces + kFirst)...);
}

inline float Larger(float a, float b) { return b <= a || a != a ? a : b; }

/// One plane, element by element; NaN stays NaN.
inline void MaximaOfPlane(const float* in, long height, long width, float* out) {
  const long count = width / 2;
  for (long y = 0; y + 1 < height; y += 2, out += count) {
    const float *first = in + y * width, *second = first + width;
    for (long x = 0; x < count; ++x)
      out[x] =
          Larger(Larger(first[2 * x], second[2 * x]), Larger(first[2 * x + 1], second[2 * x + 1]));
  }
}

/// Planes whose lines give at least one vector V; the last of a line may overlap the one before. A
/// sum tells whether a plane has a NaN (or infinities), of which vectors would lose track.
template <class V>
void MaximaWith(const float* in, long planes, long height, long width, float* out) {
  constexpr int kLanes = sizeof(V) / sizeof(float);
  constexpr std::make_integer_sequence<int, kLanes> kAll;
  const long count = width / 2, lines = height / 2;
  for (long plane = 0; plane < planes; ++plane, in += height * width, out += lines * count) {
    V trace{};
    for (long line = 0; line < lines; ++line) {
      const float *first = in + 2 * line * width, *second = first + width;
      for (long place = 0; place < count; place += kLanes) {
        const long at = place + kLanes <= count ? place : count - kLanes;
        V a[2], b[2];
        __builtin_memcpy(a, first + 2 * at, sizeof(a));
        __builtin_memcpy(b, second + 2 * at, sizeof(b));
        const V left = a[0] < b[0] ? b[0] : a[0], right = a[1] < b[1] ? b[1] : a[1];
        const V even = EverySecond<0>(left, right, kAll), odd = EverySecond<1>(left, right, kAll);
        const V maximum = even < odd ? odd : even;
        trace += (a[0] + a[1]) + (b[0] + b[1]);
        __builtin_memcpy(out + line * count + at, &maximum, sizeof(V));
      }
    }
    float sum = 0;
    for (int i = 0; i < kLanes; ++i) sum += trace[i];
    if (sum != sum) MaximaOfPlane(in, height, width, out);
  }
}

void MaximaOfSquares(const float* in, long planes, long height, long width, float* out) {
  const long count = width / 2;
  if (kLargest >= 64 && count >= 16)
    return MaximaWith<VectorOf<float, kLargest>::Type>(in, planes, height, width, out);
  if (kLargest >= 32 && count >= 8)
    return MaximaWith<VectorOf<float, kLargest >= 32 ? 32 : 16>::Type>(in, planes, height, width,
                                                                       out);
  if (count >= 4) return MaximaWith<VectorOf<float, 16>::Type>(in, planes, height, width, out);
  for (long plane = 0; plane < planes; ++plane, in += height * width, out += height / 2 * count)
    MaximaOfPlane(in, height, width, out);
}
